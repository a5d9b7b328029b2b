// Starts the step of a passkey that the page is for, and says so when it fails.
// allauth's own script does the talking with the browser; it finds its parts by the ids below.
{
  const step = document.currentScript.dataset.step;
  const ids = {
    add: "passkey-button",
    authenticate: "passkey-button",
    login: "passkey-button",
    credential: "id_credential",
    data: "passkey-data",
    passwordless: "id_passwordless", // pragma: allowlist secret
  };
  if (!document.getElementById("id_passwordless")) delete ids.passwordless;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelector("[data-passkey-failed]").hidden = false;
  });
  const button = document.getElementById("passkey-button");
  if (button && window.PublicKeyCredential) {
    button.hidden = false;
    window.allauth.webauthn.forms[step]({ ids });
  }
}

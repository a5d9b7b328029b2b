// What is pasted from Word into a text of the body: headings and tables become blocks of their own, lists and links
// stay, everything else of its dress goes. The server reads it; here it is only put in its place.
(() => {
  const RICH = /<(?:h[1-6]|table)[\s>]|mso-|class=["']?Mso|urn:schemas-microsoft-com/i;
  let passing = false;

  const fragment = (html) => {
    const start = html.indexOf("<!--StartFragment-->");
    const end = html.indexOf("<!--EndFragment-->");
    return start >= 0 && end > start ? html.slice(start + 20, end) : html;
  };

  // Hand plain pieces to the editor's own paste, which puts them where the cursor is.
  const pasteInto = (editor, markup, words) => {
    const carried = new DataTransfer();
    if (markup) carried.setData("text/html", markup);
    carried.setData("text/plain", words);
    passing = true;
    try {
      editor.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }),
      );
    } finally {
      passing = false;
    }
  };

  const wordsOf = (markup) => new DOMParser().parseFromString(markup, "text/html").body.innerText;

  const say = (text) => {
    document.dispatchEvent(
      new CustomEvent("w-messages:add", { detail: { clear: false, text, type: "warning" } }),
    );
  };

  // The block of the stream in which the editor stands, if it is one of ours.
  const placeOf = (editor) => {
    const root = document.getElementById("body-root");
    const stream = root && root.rootBlock;
    const index = stream
      ? stream.children.findIndex((child) => child.type === "text" && child.element.contains(editor))
      : -1;
    return index < 0 ? null : { stream, index };
  };

  const put = (editor, place, blocks) => {
    const { stream, index } = place;
    const [first, ...others] = blocks;
    const startsHere = first.type === "text";
    const wasEmpty = editor.innerText.trim() === "";
    if (startsHere) pasteInto(editor, first.markup, wordsOf(first.markup));
    let next = index + 1;
    for (const { type, value, id } of startsHere ? others : blocks) {
      stream.insert({ type, value, id }, next, { animate: false, focus: false, collapsed: false });
      next += 1;
    }
    if (!startsHere && wasEmpty) stream.deleteBlock(index, { animate: false });
    const last = stream.children[next - 1 - (!startsHere && wasEmpty ? 1 : 0)];
    if (last && next > index + 1) last.element.scrollIntoView({ block: "nearest" });
  };

  const read = async (markup) => {
    const form = new FormData();
    form.set("markup", markup);
    const config = document.getElementById("word-paste");
    const answer = await fetch(config.dataset.address, {
      method: "POST",
      body: form,
      headers: { "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN, Accept: "application/json" },
      signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const paste = async (event) => {
    if (passing || !event.clipboardData) return;
    const editor = event.target.closest && event.target.closest(".public-DraftEditor-content");
    const html = event.clipboardData.getData("text/html");
    if (!editor || !RICH.test(html)) return;
    const place = placeOf(editor);
    if (!place) return;
    const words = event.clipboardData.getData("text/plain");
    event.preventDefault();
    event.stopImmediatePropagation();
    const config = document.getElementById("word-paste").dataset;
    let found = null;
    try {
      found = await read(fragment(html));
    } catch {
      say(config.failed);
    }
    if (found && found.blocks.length) put(editor, placeOf(editor) || place, found.blocks);
    else if (words) pasteInto(editor, "", words);
    if (found && found.refusal) say(found.refusal);
    if (found && found.pictures_left_out) say(config.pictures);
  };

  document.addEventListener("paste", paste, true);
})();

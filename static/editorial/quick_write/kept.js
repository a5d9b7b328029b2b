"use strict";
/* What is kept on the device, photos included: the text that is being written, and those that wait to be sent.
   A record: key, user, state (writing, waiting, refused), act, fields, photos [{blob, name, alt}], said, at. */
const kept = (() => {
  const STORE = "texts";
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("viet-nhanh", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  async function within(mode, act) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  return {
    put: (record) => within("readwrite", (store) => store.put(record)),
    drop: (key) => within("readwrite", (store) => store.delete(key)),
    /* The person's own records, oldest first: a device may be shared. */
    async of(user) {
      const all = await within("readonly", (store) => store.getAll());
      return all.filter((record) => record.user === user).sort((a, b) => a.at - b.at);
    },
  };
})();

/* crypto.randomUUID is missing in older phones. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

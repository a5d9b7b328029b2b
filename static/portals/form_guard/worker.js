/* Proof of work as ALTCHA has it, version 2: which number, behind the nonce, derives a key that begins as asked for? */
"use strict";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (one) => one.toString(16).padStart(2, "0")).join("");

const solve = async (task) => {
  const began = performance.now();
  const nonce = bytes(task.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  const number = new DataView(password.buffer, nonce.length);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(task.salt), iterations: task.cost };
  for (let counter = 0; ; counter += 1) {
    number.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, task.keyLength * 8));
    if (derivedKey.startsWith(task.keyPrefix)) {
      return { counter, derivedKey, time: Math.round(performance.now() - began) };
    }
  }
};

// Nothing where the browser has no such functions: the form is sent without.
self.onmessage = ({ data: task }) => solve(task).catch(() => null).then((solution) => self.postMessage(solution));

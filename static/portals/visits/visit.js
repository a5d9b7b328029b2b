/* Says that the page is seen, once it is in view, and that a recording is listened to; nothing about who it is goes
   along. Where the reader came from is put into a class here, so that the address itself never leaves the browser. */
"use strict";

(() => {
  const token = document.body.dataset.visit;
  if (!token || !navigator.sendBeacon) return;

  const SEARCH = /(^|\.)(google|bing|coccoc|yahoo|duckduckgo|yandex|baidu)\./;
  const SOCIAL = /(^|\.)(facebook\.com|fb\.me|zalo\.me|zalo\.vn|youtube\.com|youtu\.be|tiktok\.com|t\.co|x\.com|twitter\.com|instagram\.com|threads\.net|telegram\.org|t\.me)$/;

  const cameFrom = () => {
    if (!document.referrer) return "direct";
    let host;
    try {
      host = new URL(document.referrer).hostname;
    } catch {
      return "other";
    }
    if (host === location.hostname) return "own";
    if (SEARCH.test(host)) return "search";
    if (SOCIAL.test(host)) return "social";
    // Portals of one province stand below one name; those of other agencies end alike.
    const above = location.hostname.split(".").slice(1).join(".");
    if (host.endsWith(".gov.vn") || (above.includes(".") && host.endsWith(above))) return "state";
    return "other";
  };

  const tell = (what) => navigator.sendBeacon(`/-/visits/${what}?tu=${cameFrom()}`);

  const say = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", say);
    tell(token);
  };
  document.addEventListener("visibilitychange", say);
  say();

  const heard = new Set();
  document.addEventListener(
    "play",
    (event) => {
      const file = /\/(?:tep|am-thanh)\/(\d+)\//.exec(event.target.currentSrc || "");
      if (!file || heard.has(file[1])) return;
      heard.add(file[1]);
      tell(`sound-${file[1]}`);
    },
    true,
  );
})();

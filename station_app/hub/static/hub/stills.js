// Fetches the page of a still anew every second while it is under way and looked at; a picture is fetched once.
"use strict";
(() => {
  async function look() {
    const told = document.getElementById("still");
    if (!told || document.hidden || !("open" in told.dataset)) return;
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("still");
    if (now && now.innerHTML.trim() !== told.innerHTML.trim()) told.replaceWith(now);
  }
  setInterval(() => look().catch(() => {}), 1000);
})();

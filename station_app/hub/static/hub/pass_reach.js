// Keeps the list of stations that have heard of a revocation fresh: every two seconds until all have, while looked at.
"use strict";
(() => {
  const list = document.getElementById("reach");
  async function look() {
    if (document.hidden || !list.querySelector("[data-open]")) return;
    const answer = await fetch(list.dataset.from, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (now.innerHTML.trim() !== list.innerHTML.trim()) list.replaceChildren(...now.childNodes);
  }
  setInterval(() => look().catch(() => {}), 2000);
})();

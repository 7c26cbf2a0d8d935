// Keeps the list of orders fresh: every second while one is under way, otherwise every ten, and only while looked at.
"use strict";
(() => {
  let rounds = 0;
  async function look() {
    const list = document.getElementById("order-list");
    rounds += 1;
    if (!list || document.hidden || !list.querySelector("[data-open]") && rounds % 10) return;
    const answer = await fetch(list.dataset.from, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    if (now.innerHTML.trim() !== list.innerHTML.trim()) list.replaceChildren(...now.childNodes);
  }
  setInterval(() => look().catch(() => {}), 1000);
})();

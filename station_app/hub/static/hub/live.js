// Keeps a page fresh: every five seconds, while it is looked at, its main part is fetched anew and put in place.
"use strict";
const live = document.getElementById("live");
const SECONDS = 5;

async function refresh() {
  if (document.hidden || live.contains(document.activeElement) && document.activeElement.matches("button, input")) return;
  const answer = await fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  const open = [...live.querySelectorAll("details")].map((one) => one.open);
  live.replaceChildren(...page.childNodes);
  [...live.querySelectorAll("details")].forEach((one, index) => { one.open = open[index] || false; });
}

setInterval(() => refresh().then(
  () => live.classList.remove("stale"),
  () => live.classList.add("stale"),
), SECONDS * 1000);

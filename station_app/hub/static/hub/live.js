// Keeps a page fresh: as soon as the hub says that a station has changed, and every few seconds where it cannot say so,
// the main part of the page is fetched anew and put in place, while it is looked at.
"use strict";
(() => {
  const live = document.getElementById("live");
  const told = document.currentScript.dataset;
  const SECONDS = Number(told.seconds || 5);
  const GAP_SECONDS = Number(told.gap || 1); // between two fetches that news have asked for
  const WITH_NEWS_SECONDS = 30; // ages in words grow old, too
  let hears = false;
  let fetched = 0;
  let due = false;
  let soon = 0;

  function busy() {
    const at = document.activeElement;
    return document.hidden || live.contains(at) && at.matches("button, input, select, textarea");
  }

  // What the reader has in hand stays there: opened details, and the link that the keyboard stands on.
  function held() {
    const at = document.activeElement;
    const link = live.contains(at) && at.matches("a[href]") ? at.getAttribute("href") : null;
    const summary = live.contains(at) && at.matches("summary") ? [...live.querySelectorAll("summary")].indexOf(at) : -1;
    return { link, summary, open: [...live.querySelectorAll("details")].map((one) => one.open) };
  }

  function handBack({ link, summary, open }) {
    [...live.querySelectorAll("details")].forEach((one, index) => { if (index in open) one.open = open[index]; });
    const at = link !== null ? [...live.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === link)
      : live.querySelectorAll("summary")[summary];
    if (at) at.focus({ preventScroll: true });
  }

  async function refresh() {
    if (busy()) { due = true; return; }
    due = false;
    fetched = Date.now();
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin" });
    if (answer.redirected) { location.reload(); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (!page || busy()) { due = true; return; }
    const kept = held();
    live.replaceChildren(...page.childNodes);
    handBack(kept);
  }

  function say(stale) {
    live.classList.toggle("stale", stale);
    const note = document.getElementById("stale");
    if (note) note.hidden = !stale;
  }

  const anew = () => refresh().then(() => say(false), () => say(true));

  function onNews() {
    if (soon) return;
    soon = setTimeout(() => { soon = 0; anew(); }, Math.max(0, fetched + GAP_SECONDS * 1000 - Date.now()));
  }

  function listen() {
    const news = new EventSource(told.events, { withCredentials: true });
    news.addEventListener("open", () => { hears = true; onNews(); }); // nobody told of what changed until now
    news.addEventListener("error", () => { hears = false; }); // the browser tries again by itself
    news.addEventListener("changed", onNews);
  }

  if (told.events && window.EventSource) listen();
  document.addEventListener("visibilitychange", () => { if (!document.hidden && due) anew(); });
  setInterval(() => {
    if (due || !hears || Date.now() - fetched >= WITH_NEWS_SECONDS * 1000) anew();
  }, SECONDS * 1000);
})();

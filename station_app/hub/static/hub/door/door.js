// The page at the door: keeps the phone's passes with their keys, and draws a new code every ten seconds.
"use strict";
(() => {
  const NEW_EVERY_MS = 10000;
  const WRONG_CLOCK_MS = 20000;
  const ASK_EVERY_MS = 700;
  const $ = (name) => document.getElementById(name);
  const say = (name) => $("words").querySelector(`[data-say="${name}"]`).textContent;
  let kept = [];
  let chosen = null;
  let drawn = 0;
  let offered = "";
  let before = "";

  // --- what the phone keeps -------------------------------------------------------------------------------------

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function store(mode, name = "passes") {
    const opening = indexedDB.open("door", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("passes", { keyPath: "mark" });
      opening.result.createObjectStore("asking", { keyPath: "code" });
    };
    return (await asked(opening)).transaction(name, mode).objectStore(name);
  }

  const keep = async (pass) => asked((await store("readwrite")).put(pass));
  const remove = async (mark) => asked((await store("readwrite")).delete(mark));

  async function load() {
    const all = await asked((await store("readonly")).getAll());
    for (const pass of all) if (pass.until <= Date.now()) await remove(pass.mark);
    kept = all.filter((pass) => pass.until > Date.now()).sort((one, other) => other.taken - one.taken);
    chosen = kept.find((pass) => chosen && pass.mark === chosen.mark) || kept[0] || null;
    return all.length > kept.length;
  }

  // --- what is seen ---------------------------------------------------------------------------------------------

  function show(name) {
    for (const part of document.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
  }

  function moment(ms) {
    const at = new Date(ms);
    const two = (number) => String(number).padStart(2, "0");
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  }

  function tell() {
    if (!chosen) {
      show(offered ? "offer" : "none");
      return;
    }
    show("pass");
    $("before").hidden = !before;
    $("station").textContent = chosen.station || say("door-every");
    $("until").textContent = moment(chosen.until);
    $("mark").textContent = chosen.mark;
    $("ahead").hidden = chosen.from <= Date.now();
    $("ahead").textContent = `${say("door-ahead")} · ${say("door-from")} ${moment(chosen.from)}`;
    $("which").hidden = kept.length < 2;
    $("choice").replaceChildren(...kept.map((pass) => {
      const option = new Option(`${pass.station || say("door-every")} · ${pass.mark}`, pass.mark);
      option.selected = pass === chosen;
      return option;
    }));
  }

  function draw(code) {
    const qr = qrcode(0, "M");
    qr.addData(code, "Alphanumeric");
    qr.make();
    const side = qr.getModuleCount();
    let path = "";
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) if (qr.isDark(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
    }
    $("code").setAttribute("viewBox", `0 0 ${side + 8} ${side + 8}`);
    $("ground").setAttribute("d", `M0 0h${side + 8}v${side + 8}H0z`);
    $("dark").setAttribute("d", path);
  }

  async function renew() {
    if (!chosen) return;
    const pass = chosen;
    if (pass.until <= Date.now()) {
      await begin();
      return;
    }
    const seconds = Math.floor(Date.now() / 1000);
    const code = await phoneCode.shown(pass.key, pass.grant, seconds);
    if (pass !== chosen) return;
    draw(code);
    drawn = Date.now();
    $("code").dataset.moment = String(seconds);
    $("code").dataset.code = code;
  }

  function beat() {
    if (!chosen || document.hidden) return;
    const age = Date.now() - drawn;
    if (age >= NEW_EVERY_MS || age < 0) {
      drawn = Date.now(); // one at a time, however long a signature takes
      renew();
    }
    $("left").value = Math.max(0, NEW_EVERY_MS - age);
  }

  // --- taking a pass --------------------------------------------------------------------------------------------

  async function take() {
    $("save").disabled = true;
    $("told").textContent = say("door-saving");
    try {
      const { secret, point } = await keyOf(offered);
      const proof = await phoneCode.signed(secret, new TextEncoder().encode(`rest-station door 1\n${offered}`));
      const told = { code: offered, point: phoneCode.hex(point), signature: phoneCode.hex(proof) };
      const answer = await fetch($("words").dataset.take, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told),
      });
      const found = await answer.json();
      if (!answer.ok) {
        $("told").textContent = say(found.error);
        return;
      }
      await keep({
        mark: found.mark, key: secret, grant: phoneCode.unhex(found.grant), station: found.station,
        at: found.at, from: found.from_ms, until: found.until_ms, taken: Date.now(),
      });
      await asked((await store("readwrite", "asking")).delete(offered));
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
      offered = "";
      history.replaceState(null, "", location.pathname);
      chosen = { mark: found.mark };
      await begin();
      $("told").textContent = say("door-saved");
    } catch {
      $("told").textContent = say("door-offline");
    } finally {
      $("save").disabled = false;
    }
  }

  // An answer may be lost on the way: the same invitation is asked for again with the same key.
  async function keyOf(code) {
    const before = await asked((await store("readonly", "asking")).get(code));
    if (before) return before;
    const key = { code, ...(await phoneCode.newKey()) };
    await asked((await store("readwrite", "asking")).put(key));
    return key;
  }

  // --- the page -------------------------------------------------------------------------------------------------

  async function begin() {
    const gone = await load();
    if (gone && !chosen) $("told").textContent = say("door-gone");
    tell();
    await renew();
  }

  // --- before a kiosk --------------------------------------------------------------------------------------------

  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  async function knock() {
    const door = before;
    $("open").disabled = true;
    $("told").textContent = say("door-asking");
    try {
      const code = await phoneCode.shown(chosen.key, chosen.grant, Math.floor(Date.now() / 1000));
      const answer = await fetch($("words").dataset.show, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ door, code }),
      });
      const found = await answer.json();
      $("told").textContent = answer.ok ? await heard(found.state) : say(found.error);
    } catch {
      $("told").textContent = say("door-offline");
    } finally {
      $("open").disabled = false;
    }
  }

  async function heard(address) {
    for (;;) {
      await wait(ASK_EVERY_MS);
      const found = await (await fetch(address, { cache: "no-store" })).json();
      if (found.state === "granted") {
        before = "";
        tell();
        return say("door-opened");
      }
      if (found.state === "denied") return say("door-refused") + found.said;
      if (found.state !== "waiting") return say("door-unanswered");
    }
  }

  function read() {
    const door = /^#d(([A-Za-z0-9_-]{1,32})\.[0-9]{9,11}\.[0-9a-f]{16})$/.exec(location.hash);
    if (door) {
      history.replaceState(null, "", location.pathname);
      before = door[1];
      chosen = kept.find((pass) => pass.at === door[2]) || kept.find((pass) => pass.at === "") || chosen;
      $("told").textContent = "";
      tell();
      renew();
      return;
    }
    const code = /^#([0-9a-f]{32})$/.exec(location.hash);
    if (!code) return;
    offered = code[1];
    $("told").textContent = "";
    show("offer");
  }

  async function compare() {
    try {
      const { now_ms: now } = await (await fetch($("words").dataset.clock, { cache: "no-store" })).json();
      $("clock").hidden = Math.abs(now - Date.now()) < WRONG_CLOCK_MS;
    } catch {
      // no network: whether the clock is right is not known
    }
  }

  function stayAwake() {
    if (navigator.wakeLock && chosen && !document.hidden) navigator.wakeLock.request("screen").catch(() => {});
  }

  async function start() {
    if (!window.isSecureContext || !window.crypto || !crypto.subtle || !window.indexedDB) {
      show("cannot");
      return;
    }
    if ("serviceWorker" in navigator) navigator.serviceWorker.register($("words").dataset.worker).catch(() => {});
    $("save").addEventListener("click", take);
    $("open").addEventListener("click", knock);
    $("choice").addEventListener("change", async () => {
      chosen = kept.find((pass) => pass.mark === $("choice").value) || chosen;
      tell();
      await renew();
    });
    $("remove").addEventListener("click", async () => {
      if ($("remove").dataset.sure) {
        await remove(chosen.mark);
        chosen = null;
        await begin();
      } else {
        $("remove").textContent = say("door-remove-sure");
        $("remove").dataset.sure = "1";
        setTimeout(() => {
          $("remove").textContent = say("door-remove");
          delete $("remove").dataset.sure;
        }, 5000);
      }
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) {
        renew();
        stayAwake();
      }
    });
    window.addEventListener("hashchange", read);
    await begin();
    read();
    setInterval(beat, 250);
    stayAwake();
    await compare();
  }

  start();
})();

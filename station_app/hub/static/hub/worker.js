// A voice note: recorded here, sent once, kept nowhere on the phone.
"use strict";

const box = document.getElementById("voice");
if (box && window.MediaRecorder && navigator.mediaDevices?.getUserMedia) {
  const record = document.getElementById("record");
  const stop = document.getElementById("stop");
  const seconds = document.getElementById("seconds");
  const said = document.getElementById("said");
  const most = Number(box.dataset.seconds);
  box.hidden = false;
  let recorder = null;
  let timer = 0;

  const idle = () => {
    clearInterval(timer);
    recorder?.stream.getTracks().forEach(track => track.stop());
    recorder = null;
    record.hidden = false;
    stop.hidden = true;
    seconds.textContent = "";
  };

  const send = async parts => {
    said.textContent = box.dataset.sending;
    record.disabled = true;
    try {
      const answer = await fetch(box.dataset.to, {
        method: "POST",
        headers: { "X-CSRFToken": box.dataset.token, "Content-Type": "application/octet-stream" },
        body: new Blob(parts),
        credentials: "same-origin",
      });
      if (answer.ok) {
        location.assign(box.dataset.done);
        return;
      }
    } catch {
      // Said below, as any other failure.
    }
    said.textContent = box.dataset.notSent;
    record.disabled = false;
  };

  record.addEventListener("click", async () => {
    said.textContent = "";
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      said.textContent = box.dataset.noMicrophone;
      return;
    }
    const parts = [];
    recorder = new MediaRecorder(stream, { audioBitsPerSecond: 24000 });
    recorder.addEventListener("dataavailable", event => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      idle();
      send(parts);
    });
    recorder.start(1000);
    record.hidden = true;
    stop.hidden = false;
    stop.focus();
    let passed = 0;
    seconds.textContent = `0 / ${most}`;
    timer = setInterval(() => {
      passed += 1;
      seconds.textContent = `${passed} / ${most}`;
      if (passed >= most) recorder?.stop();
    }, 1000);
  });
  stop.addEventListener("click", () => recorder?.stop());
}

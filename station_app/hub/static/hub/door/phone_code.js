// What a phone shows at the door, byte for byte as station_app/identity/phone_code.py reads it: a COSE_Sign1 with ES256
// round the hub's pass, as base45 text. No page in here, so that it can be tried without one.
"use strict";
const phoneCode = (() => {
  const ORDER = BigInt("0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const PREFIX = "RS2:";
  const ES256 = { name: "ECDSA", hash: "SHA-256" };

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  // The head of a CBOR item: kind 0 is a number, 2 bytes, 3 text, 4 a list, 5 a map; always in its shortest form.
  function head(kind, value) {
    const first = kind << 5;
    if (value < 24) return Uint8Array.of(first | value);
    if (value < 0x100) return Uint8Array.of(first | 24, value);
    if (value < 0x10000) return Uint8Array.of(first | 25, value >> 8, value & 0xff);
    return Uint8Array.of(first | 26, value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  }

  const bytes = (content) => joined(head(2, content.length), content);
  const text = (content) => joined(head(3, content.length), new TextEncoder().encode(content));

  // Two bytes are three letters, a last one alone is two (RFC 9285).
  function base45(content) {
    let told = "";
    for (let at = 0; at < content.length; at += 2) {
      const pair = at + 1 < content.length;
      let value = pair ? content[at] * 256 + content[at + 1] : content[at];
      for (let letter = 0; letter < (pair ? 3 : 2); letter += 1) {
        told += LETTERS[value % 45];
        value = Math.floor(value / 45);
      }
    }
    return told;
  }

  const hex = (content) => Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (told) => Uint8Array.from(told.match(/../g) || [], (pair) => parseInt(pair, 16));

  // Of the two signatures that ECDSA has for everything the lower one: a code has one form.
  function lower(signature) {
    const second = BigInt(`0x${hex(signature.subarray(32))}`);
    const low = second > ORDER / 2n ? ORDER - second : second;
    return joined(signature.subarray(0, 32), unhex(low.toString(16).padStart(64, "0")));
  }

  function parts(grant, seconds) {
    const ES256_AND_KCWT = Uint8Array.of(0xa2, 0x01, 0x26, 0x0d);
    return { header: joined(ES256_AND_KCWT, grant), payload: joined(Uint8Array.of(0xa1, 0x06), head(0, seconds)) };
  }

  function toSign(grant, seconds) {
    const { header, payload } = parts(grant, seconds);
    return joined(head(4, 4), text("Signature1"), bytes(header), bytes(new Uint8Array()), bytes(payload));
  }

  function whole(grant, seconds, signature) {
    const { header, payload } = parts(grant, seconds);
    const token = joined(
      Uint8Array.of(0xd2, 0x84), bytes(header), Uint8Array.of(0xa0), bytes(payload), bytes(lower(signature)),
    );
    return PREFIX + base45(token);
  }

  async function shown(key, grant, seconds) {
    return whole(grant, seconds, await signed(key, toSign(grant, seconds)));
  }

  async function signed(key, message) {
    return new Uint8Array(await crypto.subtle.sign(ES256, key, message));
  }

  // A key that nobody can take out of this phone, and its public half as passes name it.
  async function newKey() {
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return { secret: pair.privateKey, point: joined(Uint8Array.of(2 + (point[64] & 1)), point.subarray(1, 33)) };
  }

  return { hex, unhex, newKey, shown, signed, toSign, whole };
})();

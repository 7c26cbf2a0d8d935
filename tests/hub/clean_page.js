// What is wrong with a page for readers of every kind: headings, names, labels, lists, contrast of each text.
() => {
  const wrong = [];
  const levels = [...document.querySelectorAll('h1, h2, h3')].map(one => Number(one.tagName[1]));
  if (levels.filter(level => level === 1).length !== 1 || levels[0] !== 1) wrong.push('not one h1 at the top');
  levels.reduce((before, now) => { if (now > before + 1) wrong.push(`h${before} to h${now}`); return now; }, 0);
  if (!document.documentElement.lang || !document.querySelector('main') || !document.title) wrong.push('no frame');
  for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (!one.labels.length && !one.getAttribute('aria-label')) wrong.push(`no label: ${one.name}`);
  for (const one of document.querySelectorAll('a, button'))
    if (!one.textContent.trim() && !one.getAttribute('aria-label')) wrong.push(`no name: ${one.outerHTML.slice(0, 80)}`);
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  if (new Set(ids).size !== ids.length) wrong.push('an id twice');
  for (const one of document.querySelectorAll('ul > :not(li), ol > :not(li)')) wrong.push(`in a list: ${one.tagName}`);
  const channel = value => { const c = value / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = rgb => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const parts = text => (text.match(/[\d.]+/g) || []).map(Number);
  const ground = one => {
    for (let at = one; at; at = at.parentElement) {
      const found = parts(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0.9) return found;
    }
    return [255, 255, 255];
  };
  const faded = one => { let by = 1; for (let at = one; at; at = at.parentElement) by *= getComputedStyle(at).opacity; return by; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !one.getClientRects().length) continue;
    const back = ground(one), by = faded(one);
    const front = parts(getComputedStyle(one).color).slice(0, 3).map((value, index) => value * by + back[index] * (1 - by));
    const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) wrong.push(`contrast: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...new Set(wrong)];
}

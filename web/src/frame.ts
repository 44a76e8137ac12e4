// The script of pages inside a partner's iframe: tells the page around how
// tall they are, so that it can fit the frame. Only origins that the finder
// lists for the partner are told, and nothing but the height.

interface Frame {
  origins: readonly string[];
}

const { origins } = JSON.parse(document.getElementById("frame")?.textContent ?? "{}") as Frame;

// Where the browser says who is around us, nobody else is addressed.
const around = location.ancestorOrigins?.[0];
const told = around === undefined ? origins : origins.filter((origin) => origin === around);

let last = 0;

function tell(): void {
  const h = Math.ceil(document.body.getBoundingClientRect().height);
  if (h === last) return;
  last = h;
  for (const origin of told) parent.postMessage({ type: "pf:height", v: 1, h }, origin);
}

if (parent !== window) {
  new ResizeObserver(tell).observe(document.body);
  // A page whose script came later asks once more.
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const { type, v } = (event.data ?? {}) as { type?: unknown; v?: unknown };
    if (event.source !== parent || !origins.includes(event.origin) || type !== "pf:hello" || v !== 1) return;
    last = 0;
    tell();
  });
}

// Ties each card to its pin: pointing at one or moving the focus into a card
// lights up the other, and a press on a pin goes to the card. The map is a
// picture for everyone else: the list says all it says.

export function pins(map: Element, list: Element): void {
  const pin = (n: string | undefined): Element | null => (n ? map.querySelector(`[data-pin~="${n}"]`) : null);
  const card = (n: string | undefined): HTMLElement | null => (n ? document.getElementById(`c${n}`) : null);

  function light(n: string | undefined, on: boolean): void {
    pin(n)?.classList.toggle("lit", on);
    card(n)?.classList.toggle("lit", on);
  }

  for (const [over, out] of [["pointerover", "pointerout"], ["focusin", "focusout"]] as const) {
    list.addEventListener(over, (e) => light((e.target as Element).closest<HTMLElement>("[data-card]")?.dataset["card"], true));
    list.addEventListener(out, (e) => light((e.target as Element).closest<HTMLElement>("[data-card]")?.dataset["card"], false));
  }
  // A pin may stand for several cards; a press goes to the first.
  const numbers = (e: Event): string[] => (e.target as Element).closest<SVGElement>("[data-pin]")?.dataset["pin"]?.split(" ") ?? [];
  map.addEventListener("pointerover", (e) => numbers(e).forEach((n) => light(n, true)));
  map.addEventListener("pointerout", (e) => numbers(e).forEach((n) => light(n, false)));
  map.addEventListener("click", (e) => {
    const target = card(numbers(e)[0]);
    target?.scrollIntoView({ block: "center" });
    target?.querySelector<HTMLElement>("h3 a")?.focus({ preventScroll: true });
  });
}

// Ties each card to its pin: pointing at one or moving the focus into a card
// lights up the other, and a press on a pin goes to the card. The map is a
// picture for everyone else: the list says all it says.

// pins does so for the cards and the pins within root, those of later lists
// too. pressed is told of the card that a pin stands for, and stops the way
// there by false.
export function pins(root: Document | ShadowRoot, pressed: (card: HTMLElement) => boolean = () => true): void {
  // A pin may stand for several cards; a press goes to the first.
  const numbers = (e: Event): string[] => {
    const { card, pin } = (e.target as Element).closest<HTMLElement | SVGElement>("[data-card], [data-pin]")?.dataset ?? {};
    return card ? [card] : (pin?.split(" ") ?? []);
  };
  const light = (on: boolean) => (e: Event): void => {
    for (const n of numbers(e)) for (const one of root.querySelectorAll(`[data-card="${n}"], [data-pin~="${n}"]`)) one.classList.toggle("lit", on);
  };
  for (const [over, out] of [["pointerover", "pointerout"], ["focusin", "focusout"]] as const) {
    root.addEventListener(over, light(true));
    root.addEventListener(out, light(false));
  }
  root.addEventListener("click", (e) => {
    const [first] = (e.target as Element).closest("[data-pin]") ? numbers(e) : [];
    const card = first && root.querySelector<HTMLElement>(`[data-card="${first}"]`);
    if (!card || !pressed(card)) return;
    card.scrollIntoView({ block: "center" });
    card.querySelector<HTMLElement>("h3 a, [role=heading] a")?.focus({ preventScroll: true });
  });
}

// What the clinic adds to the cards: a button on each, and a line on the card
// of a surgeon of its own.
const finder = document.querySelector("physician-finder");

finder.addEventListener("pf-action", ({ detail: { id, location } }) => {
  document.getElementById("asked").textContent = `An appointment with ${id} at ${location}: the clinic's own form opens here.`;
});

finder.addEventListener("pf-results", () => {
  const [card] = finder.results.data;
  if (!card || finder.querySelector(`[slot="card-${card.npi}"]`)) return;
  const line = document.createElement("p");
  line.slot = `card-${card.npi}`;
  line.textContent = "Sees patients at our clinic on Tuesdays.";
  finder.append(line);
});

// The states that a person can meet, and where the fixture server shows them.
// Each has a heading of its own, which the focus goes to after a search.

export const states = [
  { name: "home", path: "/" },
  { name: "results", path: "/find?near=55401&radius=50&specialty=spine-surgery" },
  { name: "page two", path: "/find?near=55401&radius=50&page=2" },
  { name: "filters and chips", path: "/find?near=Minneapolis,+MN&annular_closure=offered&language=es&accepting=newpt" },
  { name: "understood words", path: "/find?near=55401&q=spinal+surgeon+spanish" },
  { name: "approximate area", path: "/find?near=44.9,-93.3&radius=100" },
  { name: "beyond", path: "/find?near=55401&radius=2" },
  { name: "nobody", path: "/find?near=55401&annular_closure=confirmed&q=fixture-nobody" },
  { name: "name search", path: "/find?q=fixture-many" },
  { name: "degraded", path: "/find?near=55401&q=fixture-degraded" },
  { name: "which place", path: "/find?near=Springfield&radius=50" },
  { name: "unknown place", path: "/find?near=Nowhereville,+ZZ", status: 404 },
  { name: "no place", path: "/find?radius=50", status: 400 },
  { name: "faults", path: "/find?near=55401&radius=abc&q=x", status: 400 },
  { name: "emergency", path: "/find?near=55401&q=saddle+numbness" },
  { name: "busy", path: "/find?near=55401&q=fixture-busy", status: 429 },
  { name: "down", path: "/find?near=55401&q=fixture-down", status: 503 },
  { name: "profile", path: "/physicians/2000123457" },
  { name: "profile, three offices", path: "/physicians/2000123481" },
  { name: "not listed", path: "/physicians/1234567893", status: 404 },
  { name: "how we list", path: "/how-we-list" },
  { name: "annular closure", path: "/annular-closure" },
  { name: "report a mistake", path: "/correct?npi=2000123457" },
  { name: "missing page", path: "/nothing-here", status: 404 },
];

// What a framework does with the element, by hand: make it, set properties
// before its script is there, listen, call.
const finder = document.createElement("physician-finder");
finder.partner = "pk_demo";
finder.limit = 5;
finder.view = "map-hidden";
document.getElementById("place").append(finder);

const log = document.getElementById("log");
for (const name of ["pf-ready", "pf-search", "pf-results", "pf-select", "pf-call", "pf-directions", "pf-error"]) {
  finder.addEventListener(name, (event) => {
    const line = document.createElement("li");
    line.textContent = `${name} ${JSON.stringify(event.detail)}`;
    log.append(line);
  });
}

await import("http://127.0.0.1:8080/widget/v1/physician-finder.js");
await finder.ready;

const town = document.getElementById("town");
const ask = () => finder.search({ near: town.value, radius: 100 });
town.addEventListener("change", ask);
await ask();

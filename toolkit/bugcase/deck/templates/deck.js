// Starts reveal.js, or lays the slides below one another on a telephone.  Slides of the toolkit are
// set where they are made; what an analyst's own cells hold is made smaller here, down to a size
// that can still be read, and cut where it is longer yet.
(() => {
  const steps = (least) => Array.from({ length: 11 }, (_, i) => 1 - (i * (1 - least)) / 10);
  const overflows = (box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
  const upright = matchMedia("(max-width: 600px) and (orientation: portrait)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function fit(box, property, least) {
    for (const size of steps(least)) {
      box.style.setProperty(property, size);
      if (!overflows(box)) return true;
    }
    return false;
  }

  // Takes the last rows out of a long table until the rest fits, and says how many they were.
  function cut(box) {
    const rows = [...box.querySelectorAll("tbody tr:not(.lead)")];
    const more = document.createElement("tr");
    const cell = more.appendChild(document.createElement("td"));
    for (let out = 1; out < rows.length && overflows(box); out++) {
      const row = rows[rows.length - out];
      cell.colSpan = row.cells.length;
      cell.textContent = `and ${out} more`;
      row.parentNode.append(more);
      row.remove();
    }
    return !overflows(box);
  }

  function fitOwn(slide) {
    const title = slide.querySelector(".title");
    const body = slide.querySelector(".body");
    const fits = [!title || fit(title, "--bc-title-fit", 0.55), fit(body, "--bc-fit", 0.6) || cut(body)];
    if (fits.includes(false)) slide.dataset.tooMuch = document.querySelector(".reveal").dataset.cut;
  }

  function start() {
    if (upright.matches) {
      document.body.classList.add("stacked");
      return;
    }
    for (const slide of document.querySelectorAll(".bugcase:not([data-fitted])")) fitOwn(slide);
    Reveal.initialize({
      width: 1280,
      height: 720,
      margin: 0,
      maxScale: 4,
      center: false,
      hash: true,
      controls: false,
      transition: "none",
      backgroundTransition: "none",
      fragments: !still.matches,
      scrollActivationWidth: null, // a narrow window gets small slides, not another layout
      pdfSeparateFragments: false,
      pdfMaxPagesPerSlide: 1,
      plugins: window.RevealNotes ? [RevealNotes] : [],
    });
  }

  upright.addEventListener("change", () => location.reload());
  // Words are measured in their own letters: their loading, which begins here, holds up the load event.
  const letters = Promise.allSettled([...document.fonts].map((face) => face.load()));
  addEventListener("load", () => (document.fonts.status === "loaded" ? start() : letters.then(start)));
})();

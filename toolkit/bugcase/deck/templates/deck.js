// Makes what is too long smaller, down to a size that can still be read, cuts what is longer yet,
// then starts reveal.js.
(() => {
  const steps = (least) => Array.from({ length: 11 }, (_, i) => 1 - (i * (1 - least)) / 10);
  const overflows = (box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;

  function fit(box, least) {
    for (const size of steps(least)) {
      box.style.setProperty("--bc-fit", size);
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

  // Makes the title smaller for paragraphs that fit no other way: a page of Japanese needs it.
  function makeRoom(title, body, least) {
    return !!title && steps(0.6).some((size) => {
      title.style.setProperty("--bc-fit", Math.min(size, title.style.getPropertyValue("--bc-fit")));
      return fit(body, least);
    });
  }

  function start() {
    for (const slide of document.querySelectorAll(".bugcase")) {
      const title = slide.querySelector(".title");
      const body = slide.querySelector(".body");
      const least = body.querySelector("table") ? 0.72 : 0.6; // the words of a table are small already
      const fits = [!title || fit(title, 0.6), fit(body, least) || cut(body) || makeRoom(title, body, least)];
      if (fits.includes(false)) slide.dataset.tooMuch = "";
    }
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
      scrollActivationWidth: null, // a narrow window gets small slides, not another layout
      pdfSeparateFragments: false,
      pdfMaxPagesPerSlide: 1,
      plugins: window.RevealNotes ? [RevealNotes] : [],
    });
  }

  // Words are measured in their own letters: their loading, which begins here, holds up the load event.
  const letters = Promise.allSettled([...document.fonts].map((face) => face.load()));
  addEventListener("load", () => (document.fonts.status === "loaded" ? start() : letters.then(start)));
})();

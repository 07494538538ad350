// Makes what is too long smaller, down to a size that can still be read, then starts reveal.js.
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

  addEventListener("load", () => {
    for (const slide of document.querySelectorAll(".bugcase")) {
      const title = slide.querySelector(".title");
      const fits = [!title || fit(title, 0.6), fit(slide.querySelector(".body"), 0.6)];
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
  });
})();

// Measures every frame and writes a line for each thing that is cut off, or wider than its frame.
window.addEventListener("load", () => {
  const problems = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument, width = frame.clientWidth;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    page.querySelectorAll("details").forEach(each => { each.open = true; });
    const say = (what, element, more) => problems.push(
      `${frame.title} at ${width}: ${what}: <${element.tagName} class="${element.getAttribute("class") || ""}"> ` +
      `${(element.textContent || "").trim().slice(0, 60)} ${more}`);
    if (page.documentElement.scrollWidth > width) say("page wider than the screen", page.documentElement, page.documentElement.scrollWidth);
    for (const element of page.body.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.tagName === "TITLE") continue;
      const scroller = element.closest(".wide"), svg = element.ownerSVGElement;
      if (!scroller && (box.right > width + 1 || box.left < -1)) say("outside of the screen", element, `${box.left}..${box.right}`);
      if (svg && element.tagName === "text") {
        const picture = svg.getBoundingClientRect();
        if (box.left < picture.left - 1 || box.right > picture.right + 1 || box.top < picture.top - 1 || box.bottom > picture.bottom + 1)
          say("outside of its picture", element, `${box.left - picture.left}..${box.right - picture.left} of ${picture.width}`);
      }
      if (!svg && !element.classList.contains("wide") && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
        say("its content is wider than itself", element, `${element.scrollWidth} > ${element.clientWidth}`);
      if (element.classList.contains("wide") && element.scrollWidth > element.clientWidth + 1) {
        const table = element.firstElementChild;
        if (width > 1000 || !["arms", "digests", "times", "rounds"].some(name => table.classList.contains(name))) say("a column is hidden", table, `${element.scrollWidth} > ${element.clientWidth}`);
      }
    }
    const ink = shade(getComputedStyle(page.body).color), paper = shade(getComputedStyle(page.body).backgroundColor);
    if ((ink > paper) !== dark) say(`colours of the ${dark ? "light" : "dark"} scheme`, page.body, `${ink} on ${paper}`);
    for (const element of page.querySelectorAll("p,td,th,li,code,text,h1,h2,b,summary,.verdict")) {
      const style = getComputedStyle(element);
      const behind = element.closest(".verdict") ? shade(getComputedStyle(element.closest(".verdict")).backgroundColor)
        : element.closest(".tiles>div") ? shade(getComputedStyle(element.closest(".tiles>div")).backgroundColor) : paper;
      const front = shade(element.tagName === "text" ? style.fill : style.color);
      const contrast = (Math.max(front, behind) + 0.05) / (Math.min(front, behind) + 0.05);
      if (contrast < 4.5) say(`contrast ${contrast.toFixed(2)}`, element, "");
    }
  }
  document.getElementById("result").textContent = problems.join("\n") || "nothing is cut off";
});

// Relative luminance of a CSS colour (WCAG 2).
function shade(colour) {
  const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Runs in the page before its own code: notes when things happen, for bench.page to read.
{
  const seen = { shift: 0, tasks: [], grid: null, contentful: null };
  globalThis.benchSeen = seen;
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("layout-shift", (entry) => {
    if (!entry.hadRecentInput) seen.shift += entry.value;
  });
  observe("longtask", (entry) => seen.tasks.push([entry.startTime, entry.duration]));
  observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint") seen.contentful = entry.startTime;
  });
  // After the frame that follows: when it is on the screen, not when it was asked for.
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)));
  const grid = new MutationObserver(() => {
    if (!document.querySelector("[role=gridcell][tabindex='0']")) return;
    grid.disconnect();
    painted().then((now) => {
      seen.grid = now;
    });
  });
  grid.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["tabindex"] });

  /** Counts frames from now until the answer is called. */
  globalThis.benchFrames = () => {
    const began = performance.now();
    let frames = 0;
    let isOver = false;
    const count = () => {
      frames += 1;
      if (!isOver) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    return () => {
      isOver = true;
      const now = performance.now();
      return { perSecond: (1000 * frames) / (now - began), longest: Math.max(0, ...seen.tasks.filter(([at]) => at >= began).map(([, ms]) => ms)) };
    };
  };

  /** From the next key to the frame in which the focused cell shows another shift: frames, ms. */
  globalThis.benchOwnEdit = () =>
    new Promise((done) => {
      addEventListener(
        "keydown",
        (event) => {
          const cell = document.activeElement;
          const before = cell.textContent;
          let frames = 0;
          const look = async () => {
            frames += 1;
            const now = await painted();
            if (cell.textContent !== before || frames > 10) done({ frames, ms: now - event.timeStamp });
            else look();
          };
          look();
        },
        { capture: true, once: true },
      );
    });

  /** When this page's next key is pressed, and when the cell of that name shows another shift, both by the machine's clock. */
  globalThis.benchKey = () => new Promise((done) => addEventListener("keydown", (event) => done(performance.timeOrigin + event.timeStamp), { capture: true, once: true }));
  globalThis.benchSeesEdit = (start) =>
    new Promise((done) => {
      const cell = document.querySelector(`[role=gridcell][aria-label^="${start}"]`);
      const before = cell.textContent;
      const watch = new MutationObserver(() => {
        if (cell.textContent === before) return;
        watch.disconnect();
        setTimeout(() => done(performance.timeOrigin + performance.now()), 0);
      });
      watch.observe(cell, { childList: true, characterData: true, subtree: true });
    });
}

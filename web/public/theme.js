// Before the first paint: the theme that was chosen on this device, else the system's.
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem("rosterhub") ?? "{}");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // No storage, or nothing readable in it: the system's theme stands.
  }
})();

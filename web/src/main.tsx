// Opens the page.
import { createRoot } from "react-dom/client";
import { App, openSocket } from "./app/app";
import { Root } from "./app/Root";
import { loadHasher } from "./sync/hash";
import { settings } from "./ui/settings";
import { languageOf, speak } from "./words";

const [hasher] = await Promise.all([loadHasher(), speak(settings.get().language ?? languageOf(navigator.languages))]);
const app = new App({ fetch: (...call) => fetch(...call), open: openSocket, hasher });
createRoot(document.getElementById("root")!).render(<Root app={app} />);

// Opens the page.
import { createRoot } from "react-dom/client";
import { App, openSocket } from "./app/app";
import { Root } from "./app/Root";
import { loadHasher } from "./sync/hash";

const app = new App({ fetch: (...call) => fetch(...call), open: openSocket, hasher: await loadHasher() });
createRoot(document.getElementById("root")!).render(<Root app={app} />);

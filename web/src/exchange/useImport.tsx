// The entry of a menu that imports a file into a period, and its dialog, loaded when it is opened.
import { FileUp } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { Client } from "../sync/client";
import type { MenuItem } from "../ui/Menu";
import { words } from "../words";

const ImportDialog = lazy(() => import("./ImportDialog"));

/** No entry for whoever may not edit. */
export function useImport(client: Client, into: { id: string; name: string }): { items: readonly MenuItem[]; dialog: ReactNode } {
  const [isOpen, setOpen] = useState(false);
  const items = client.isReadOnly(into.id)
    ? []
    : [{ label: words.exchange.importInto, icon: <FileUp size={16} />, section: words.exchange.fileSection, run: () => setOpen(true) }];
  const dialog = isOpen && (
    <Suspense>
      <ImportDialog client={client} into={into} onClose={() => setOpen(false)} />
    </Suspense>
  );
  return { items, dialog };
}

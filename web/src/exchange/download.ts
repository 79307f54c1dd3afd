// A period as a file on the reader's disk, made by the hub.
import type { Auth } from "../sync/auth";
import { fileNameOf } from "./places";

export type Kind = "csv" | "xlsx" | "pdf" | "ics";
export const KINDS: readonly Kind[] = ["csv", "xlsx", "pdf", "ics"];

/** Fetch a file and hand it to the browser; `staffId` asks for one person's calendar. Raises `Problem`. */
export async function download(auth: Auth, periodId: string, kind: Kind, staffId?: string): Promise<void> {
  const query = staffId === undefined ? "" : `?staff=${encodeURIComponent(staffId)}`;
  const response = await auth.response(`/periods/${encodeURIComponent(periodId)}/export.${kind}${query}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = fileNameOf(response.headers.get("content-disposition")) ?? `roster.${kind}`;
  link.click();
  URL.revokeObjectURL(url);
}

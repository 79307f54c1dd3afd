// HTTP resources of the screens that come later: what is read is kept a moment, and shared [TanStack Query].
// Nothing that is in a live document is ever kept here.
import { QueryClient, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Problem } from "../sync/auth";
import { useSignal } from "../ui/hooks";
import { useApp } from "./app";

const STALE_MS = 10_000;
const TRIES = 2;

export const http = new QueryClient({
  defaultOptions: {
    queries: { staleTime: STALE_MS, retry: (failed, problem) => failed < TRIES && problem instanceof Problem && problem.status === 0 },
  },
});

/** Read a path below /api/v1. `null`: nothing to read yet. Its error is a `Problem`. */
export function useRead<T>(path: string | null): UseQueryResult<T, Error> {
  const { auth } = useApp();
  const who = useSignal(auth.who);
  // Whose it is belongs to the key: the same path says something else in another workspace, and to another person.
  const whose = who === null || who === "unknown" ? null : `${who.user.id}@${who.workspace.id}`;
  return useQuery<T>({ queryKey: [path, whose], queryFn: () => auth.json<T>(path!), enabled: path !== null }, http);
}

/** What was read below this path is no longer true. */
export const forget = (prefix: string): Promise<void> =>
  http.invalidateQueries({ predicate: ({ queryKey: [path] }) => typeof path === "string" && path.startsWith(prefix) });

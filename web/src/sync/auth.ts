// Who is signed in: the short token in memory, the session cookie with the browser, and HTTP calls that carry the one and renew it by the other.
import { Signal } from "./signal";

export interface Session {
  user: { id: string; name: string; role: "admin" | "manager" | "viewer" };
  workspace: { id: string; name: string };
}

interface Granted extends Session {
  access_token: string;
  expires_in: number;
}

/** An answer that says no, with the hub's code [RFC 9457]. `status` 0: no answer at all. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter_s: number | null;

  constructor(status: number, code: string, detail: string, retryAfter_s: number | null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter_s = retryAfter_s;
  }
}

/** `unknown`: not asked yet; null: nobody. */
export type Who = Session | null | "unknown";

export class Auth {
  readonly who = new Signal<Who>("unknown");
  readonly #fetch: typeof fetch;
  #token: string | null = null;
  #refreshing: Promise<"ok" | "denied" | "unreachable"> | null = null;

  constructor(fetcher: typeof fetch) {
    this.#fetch = fetcher;
  }

  readonly token = (): string | null => this.#token;

  login(email: string, password: string): Promise<void> {
    return this.#enter("login", { email, password });
  }

  /** The one-time code of a sign-in link. */
  code(code: string): Promise<void> {
    return this.#enter("code", { code });
  }

  demo(): Promise<void> {
    return this.#enter("demo", {});
  }

  /** Another of one's own workspaces. */
  workspace(workspaceId: string): Promise<void> {
    return this.#enter("workspace", { workspace_id: workspaceId });
  }

  /** Another password for oneself; every other session ends. `current` is asked of who has one. */
  async password(fresh: string, current: string | null): Promise<void> {
    if (this.#token === null) await this.refresh();
    await this.#enter("password", { password: fresh, ...(current === null ? {} : { current }) });
  }

  async options(): Promise<{ demo: boolean }> {
    return (await this.#call("/auth/options", { method: "GET" })) as { demo: boolean };
  }

  /** A new token by the cookie; many who ask at once share one call. */
  readonly refresh = (): Promise<"ok" | "denied" | "unreachable"> => {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  };

  async logout(): Promise<void> {
    try {
      await this.#call("/auth/logout", { method: "POST" });
    } finally {
      this.#token = null;
      this.who.set(null);
    }
  }

  /** Somebody has to sign in again; what waits on the page stays. */
  forget(): void {
    this.#token = null;
    this.who.set(null);
  }

  /** A call with the bearer token; an expired one is renewed once. Raises `Problem`. */
  async json<T>(path: string, init: RequestInit = {}): Promise<T> {
    return (await (await this.response(path, init)).json()) as T;
  }

  async response(path: string, init: RequestInit = {}): Promise<Response> {
    if (this.#token === null) await this.refresh();
    try {
      return await this.#request(path, init);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401 || (await this.refresh()) !== "ok") throw problem;
      return this.#request(path, init);
    }
  }

  async #refreshOnce(): Promise<"ok" | "denied" | "unreachable"> {
    try {
      await this.#enter("refresh", {});
      return "ok";
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status !== 401 && problem.status !== 403) return "unreachable";
      this.#token = null;
      return "denied";
    }
  }

  async #enter(how: "login" | "code" | "demo" | "refresh" | "workspace" | "password", body: object): Promise<void> {
    const granted = (await this.#call(`/auth/${how}`, { method: "POST", body: JSON.stringify(body) })) as Granted;
    this.#token = granted.access_token;
    const before = this.who.get();
    const { user, workspace } = granted;
    if (JSON.stringify(before) !== JSON.stringify({ user, workspace })) this.who.set({ user, workspace });
  }

  async #call(path: string, init: RequestInit): Promise<unknown> {
    const response = await this.#request(path, init);
    return response.status === 204 ? null : response.json();
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (typeof init.body === "string") headers.set("content-type", "application/json");
    if (this.#token !== null) headers.set("authorization", `Bearer ${this.#token}`);
    let response: Response;
    try {
      response = await this.#fetch(`/api/v1${path}`, { ...init, headers, credentials: "same-origin" });
    } catch {
      throw new Problem(0, "unreachable", "", null);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get("retry-after"));
  const body = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
  return new Problem(
    response.status,
    body.code ?? "internal",
    body.detail ?? body.title ?? "",
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

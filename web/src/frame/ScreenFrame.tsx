// The frame of a screen that isn't the grid: rail and bar on a wide page, a bar with the way back on a phone.
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "wouter";
import type { Client } from "../sync/client";
import { useIsNarrow, useSignal } from "../ui/hooks";
import { words } from "../words";
import { ConnectionChip } from "./Chip";
import { Frame, ThemeSwitch } from "./Frame";
import { ScreenMenu } from "./ScreenMenu";
import type { ScreenName } from "./screens";

interface ScreenFrameProps {
  client: Client;
  here: ScreenName;
  title: string;
  /** Buttons at the right of the bar. */
  actions?: ReactNode;
  children: ReactNode;
}

export function ScreenFrame({ client, here, title, actions, children }: ScreenFrameProps) {
  const welcome = useSignal(client.welcome);
  const isNarrow = useIsNarrow();
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title]);
  return (
    <Frame here={here}>
      <header className="bar">
        {isNarrow && (
          <Link href="/" className="icon-button" aria-label={words.frame.back}>
            <ArrowLeft size={22} />
          </Link>
        )}
        <h1>
          {!isNarrow && (
            <>
              <span className="crumb">{welcome?.workspace.name ?? ""}</span>
              <span className="crumb-gap" aria-hidden="true">
                /
              </span>
            </>
          )}
          {title}
        </h1>
        <span className="bar-gap" />
        {actions}
        <ConnectionChip client={client} />
        {isNarrow ? <ScreenMenu here={here} /> : <ThemeSwitch />}
      </header>
      <main className="screen-main">{children}</main>
    </Frame>
  );
}

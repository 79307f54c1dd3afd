// Settings: of the workspace, of its periods, of this device, of one's own account.
import { ScreenFrame } from "../frame/ScreenFrame";
import { useMayEdit } from "../records/rights";
import type { Client } from "../sync/client";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { AccountSettings } from "./AccountSettings";
import { DeviceSettings } from "./DeviceSettings";
import { PeriodSettings } from "./PeriodSettings";
import "./settings.css";
import { WorkspaceSettings } from "./WorkspaceSettings";

export default function SettingsScreen({ client }: { client: Client }) {
  const mayEdit = useMayEdit(client);
  const welcome = useSignal(client.welcome);
  return (
    <ScreenFrame client={client} here="settings" title={words.frame.screens.settings}>
      <div className="settings">
        <WorkspaceSettings client={client} mayEdit={mayEdit} />
        <PeriodSettings client={client} mayEdit={mayEdit} />
        <DeviceSettings />
        <AccountSettings client={client} isAdmin={welcome?.user.role === "admin"} />
      </div>
    </ScreenFrame>
  );
}

// What the grid says where there is nothing to show, and when it can only be read.
import { UserPlus, Users } from "lucide-react";
import { useLocation } from "wouter";
import { Button } from "../ui/Controls";
import { words } from "../words";
import type { Screen } from "./screen";

export function GridState({ screen }: { screen: Screen }) {
  const { header, rows } = screen;
  if (header?.staff.length === 0) return <NoStaff screen={screen} />;
  const { shown, all } = rows.arrangement;
  if (all === 0 || shown > 0) return null;
  return (
    <div className="blank is-over">
      <p>{words.rows.noMatch}</p>
      <Button onClick={rows.clear}>{words.rows.clear}</Button>
    </div>
  );
}

function NoStaff({ screen: { client, periodId, isReadOnly } }: { screen: Screen }) {
  const [, go] = useLocation();
  const everyone = [...(client.workspace.state?.all("staff") ?? [])].filter(([, { archived }]) => archived !== true).map(([id]) => id);
  const add = () => void client.operate({ type: "PERIOD_UPDATE", payload: { id: periodId, set: { staff: everyone } } });
  return (
    <div className="blank is-over">
      <p>{words.rows.noStaff}</p>
      {!isReadOnly && (
        <p className="blank-acts">
          {everyone.length > 0 && (
            <Button look="primary" icon={<Users size={16} />} onClick={add}>
              {words.rows.addEveryone(everyone.length)}
            </Button>
          )}
          <Button look={everyone.length > 0 ? "plain" : "primary"} icon={<UserPlus size={16} />} onClick={() => go("/staff")}>
            {words.rows.addStaff}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Over the grid of a period that nobody changes any more. */
export function ClosedBar({ screen: { header } }: { screen: Screen }) {
  if (header?.status !== "closed") return null;
  return <p className="closed-bar">{words.rows.closed}</p>;
}

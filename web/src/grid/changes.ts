// Brings what changes in the document to the cells that show it.
import type { Client } from "../sync/client";
import type { CellAt } from "../sync/document";
import type { PeriodEvent } from "../sync/live";
import { words } from "../words";
import type { Arranging } from "./arranging";
import type { News } from "./news";
import { PENDING_AFTER_MS } from "./scene";
import type { Stage } from "./stage";

type CellsEvent = Extract<PeriodEvent, { kind: "cells" }>;

export class Changes {
  readonly #client: Client;
  readonly #stage: Stage;
  readonly #arranging: Arranging;
  readonly #news: News;
  #isPendingTimed = false;

  constructor(client: Client, stage: Stage, arranging: Arranging, news: News) {
    this.#client = client;
    this.#stage = stage;
    this.#arranging = arranging;
    this.#news = news;
  }

  /** These cells moved: by a change of somebody, or null by an edit of ours that waits for its answer. */
  moved({ cells, change }: CellsEvent): void {
    const { scene, view, places } = this.#stage;
    if (!scene) return;
    const isOther = change !== null && change.client_id !== this.#client.clientId;
    for (const at of cells) {
      const person = scene.roster.personIndex.get(at.staffId);
      const day = scene.roster.dayIndex.get(at.date);
      if (person === undefined || day === undefined) continue;
      const hasMoved = scene.refresh(person, day);
      const row = places?.rowOfPerson(person);
      if (row !== undefined) view?.touch(row, day, isOther && hasMoved);
    }
    this.#arranging.cellsMoved();
    if (change === null) this.#timePending();
    if (isOther) this.#news.sayInPassing(words.grid.changedSpoken(change.actor.name, cells.length));
  }

  /** What lies over the cells is another: all of them may show another shift. */
  all(): void {
    const { scene, view } = this.#stage;
    if (!scene) return;
    for (let person = 0; person < scene.roster.people.length; person++)
      for (let day = 0; day < scene.days.length; day++) scene.refresh(person, day);
    view?.touchAll();
  }

  /** Unanswered for too long: then the mark appears. */
  #timePending(): void {
    if (this.#isPendingTimed || this.#stage.live.waiting().length === 0) return;
    this.#isPendingTimed = true;
    setTimeout(() => {
      this.#isPendingTimed = false;
      for (const at of this.#stage.live.waiting()) this.#touch(at);
      this.#timePending();
    }, PENDING_AFTER_MS);
  }

  #touch(at: CellAt): void {
    const pos = this.#stage.places?.posOf(at);
    if (pos) this.#stage.view?.touch(pos.row, pos.column, false);
  }
}

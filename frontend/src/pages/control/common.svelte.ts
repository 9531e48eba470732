// What all rows of the list of speakers have in common, given to them only when it has changed: what depends on the view
// is asked with every change whether it is, and there are hundreds of them.

import type { Why } from "./reasons";

export class CommonToRows {
  zone = $state("UTC");
  /** Why nothing can be asked now. */
  offline = $state<Why>(null);
  /** Why the floor cannot be given now. */
  give = $state<Why>(null);

  tell(zone: string, offline: Why, give: Why): void {
    this.zone = zone;
    this.offline = offline;
    this.give = give;
  }
}

// What a phone needs only after its first look: fetched in one file as soon as the page is drawn.

export { default as Around } from "./Around.svelte";
export { default as Fates } from "./Fates.svelte";
export { default as Interruptions } from "./Interruptions.svelte";
export { default as Mine } from "./Mine.svelte";
export { default as OnBehalfOf } from "../OnBehalfOf.svelte";
export { default as OwnRequests } from "./OwnRequests.svelte";
export { default as Programme } from "./Programme.svelte";
export { default as Rooms } from "./Rooms.svelte";
export { default as Said } from "./Said.svelte";
export { default as Sure } from "./Sure.svelte";
export { default as Waiting } from "./Waiting.svelte";

import { hongKongListings } from './listings/hong-kong.ts';
import type { Listing } from './listings/listing.ts';
import { mainlandListings } from './listings/mainland.ts';
import { unitedStatesListings } from './listings/united-states.ts';

export type { Listing, ListingState, ListingType, Region, Venue } from './listings/listing.ts';

/** The default listings: real codes and names, plausible prices. */
export const listings: readonly Listing[] = [
  ...mainlandListings,
  ...hongKongListings,
  ...unitedStatesListings,
];

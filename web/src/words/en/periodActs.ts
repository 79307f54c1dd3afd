export const periodActs = {};

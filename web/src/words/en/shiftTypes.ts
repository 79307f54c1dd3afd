export const shiftTypes = {};

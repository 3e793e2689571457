/** A user as the `claims` function of the settings sees them. */
export interface UserWithGroups extends User {
  /** Names of the groups they are in, sorted. */
  readonly groups: readonly string[];
}

/** A user as answers and functions in the settings see it: nothing secret, nothing internal. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

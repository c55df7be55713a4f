export interface PlannerLimits {
  /** How many candidate plans are compared for one operation before the best so far is taken. */
  evaluatedPlansMax: number;
  /** How many ways to reach one field are followed before the operation is refused. */
  pathsPerFieldMax: number;
}

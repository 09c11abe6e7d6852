/** The actor: a plain value that says who acts, from which posts. Built by `people`, read by every unit. Pure. */

/** A post 岗位 is a role in a unit for a division and a programme; verbs come with the role. */
export interface Post {
  id: string;
  role: string;
  role_title: string;
  unit_id: string;
  unit_name: string;
  division: string;
  division_name: string;
  programme: string;
  verbs: readonly string[];
  /** Predecessor codes of the division, whose old rows the post still sees. */
  also: readonly string[];
  /** Sees only what its unit holds, not the rows of its division: an industry department among the hazards that were given to it. */
  held_only?: boolean;
  /** Name of the colleague on leave whose post this is; absent: the own post. */
  instead_of?: string;
}

export interface Actor {
  account_id: string;
  /** Sign-in name; unique in the city. */
  account: string;
  /** How the person is shown. */
  title: string;
  city: string;
  posts: readonly Post[];
  /** Set when the actor came through a session of the interface. */
  session_id?: string;
}

/** Whether a verb held as `fire.*` or `fire.premises.*` or exactly covers the wanted one. */
export function covers(held: string, wanted: string): boolean {
  return held === wanted || (held.endsWith('.*') && wanted.startsWith(held.slice(0, -1)));
}

/** Whether one code lies in another: `410402100207` lies in `410402`. */
export const within = (division: string, ancestor: string): boolean => division.startsWith(ancestor);

/** The post from which the actor may do `verb`, in `division` when given; the widest first. */
export function postFor(actor: Actor, verb: string, division?: string): Post | undefined {
  return actor.posts
    .filter(
      (post) =>
        post.verbs.some((held) => covers(held, verb)) &&
        (division === undefined || [post.division, ...post.also].some((code) => within(division, code))),
    )
    .sort((a, b) => a.division.length - b.division.length)[0];
}

/** Whether the actor may do `verb`, in `division` when given. */
export const may = (actor: Actor, verb: string, division?: string): boolean => postFor(actor, verb, division) !== undefined;

/** Programmes whose posts do not open the shared places: administration reads no business rows, the court keeps to its own. */
const withoutPlaces: readonly string[] = ['people', 'audit', 'court'];

const openPosts = (actor: Actor): readonly Post[] => actor.posts.filter((post) => post.held_only !== true);

/** `<programme>:<unit id>` of the posts that see only what their unit holds. */
export const unitsOf = (actor: Actor): string[] => [
  ...new Set(actor.posts.filter((post) => post.held_only === true).map((post) => `${post.programme}:${post.unit_id}`)),
];

/** `<programme>:<division>` of every post, and `place:<division>` for those that work on places: what row policies read. */
export function scopesOf(actor: Actor): string[] {
  const scopes = openPosts(actor).flatMap((post) =>
    [post.division, ...post.also].flatMap((code) => [
      `${post.programme}:${code}`,
      ...(withoutPlaces.includes(post.programme) ? [] : [`place:${code}`]),
    ]),
  );
  return [...new Set(scopes)];
}

/** Codes in which the actor may do `verb`, without those that lie in another of them. */
export function divisionsFor(actor: Actor, verb: string): string[] {
  const codes = actor.posts
    .filter((post) => post.verbs.some((held) => covers(held, verb)))
    .flatMap((post) => [post.division, ...post.also]);
  return [...new Set(codes)].filter((code) => !codes.some((other) => other !== code && within(code, other)));
}

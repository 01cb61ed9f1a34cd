/* The API keys of a store: who may do what, until when. */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "store/audit.h"
#include "store/bounds.h"
#include "store/result.h"
#include "store/scope.h"

struct arena;
struct store_settings;

/*
 * A key without its secret. The secret (base/apikey.h) is kept as its print
 * alone, apart from the key: rotating gives the same key another secret.
 *
 * A key is valid unless it is revoked or expired: it expires with the last
 * second, in UTC, of its last day.
 */
struct api_key {
	int64_t id;       /* the number: 1 or more, never used again; 0: none */
	const char *name; /* unique among the valid ones */
	unsigned scopes;  /* bits of enum scope; SCOPE_ALL: all there will be */
	struct bounds bounds;
	const char *expires; /* its last day, "2027-01-31"; NULL: none */
	int64_t created;     /* seconds since 1970-01-01T00:00:00Z */
	int64_t revoked;     /* likewise; 0: it is not revoked */
	const char *used;    /* the day of its last use, as expires, or NULL */
};

/* Room for a name, without its NUL; in bytes. */
enum { KEY_NAME_MOST = 100 };

/*
 * A fault of a name for a key, as a phrase to stand behind the name ("is
 * empty"), or NULL. A name is valid UTF-8 of 1 to KEY_NAME_MOST bytes, without
 * controls, format characters and white space at its ends, and is no key.
 */
const char *key_name_fault(const char *name);

/* The demand of a search; exactly one member is set. */
struct key_wanted {
	const unsigned char *print; /* SHA256_BYTES of a secret */
	const unsigned char *visit; /* likewise, of a visit's */
	const char *name;
	int64_t id;
};

/*
 * Finds a valid key, by the print of a secret of it that is still good, by a
 * visit that is not over, by its name, or by its number. now is in seconds since 1970-01-01T00:00:00Z. On
 * STORE_OK key->id is 0 if there is none: if it is unknown, revoked or expired,
 * or if the secret was rotated and its overlap is over, or the visit is; these
 * take like time.
 * On any other result *key does not count. The texts are in the arena that the
 * store was opened with. The store may be open to read.
 */
enum store_result store_find_key(struct store *store,
	const struct key_wanted *wanted, int64_t now, struct api_key *key);

/*
 * Notes that a key, as store_find_key() found it, was used on the day of now.
 * Does nothing if the key says so already; so this costs a transaction a day.
 * Waits for nobody, and tells no failure to anybody, the log included: the next
 * use then notes it. No store may be open in this process.
 */
void store_use_key(struct arena *arena, const struct store_settings *settings,
	const struct api_key *key, int64_t now);

/*
 * Adds a key with the print of its secret; the number, and the times of
 * creation, revocation and use, are the store's to give. Bounds must be of the
 * shape that struct bounds tells, and expires a day. Notes the deed in the
 * audit trail. On STORE_OK *id is the number, or 0 if a valid key has that name
 * already; nothing was added then.
 */
enum store_result store_add_key(struct store *store, const struct api_key *key,
	const unsigned char print[SHA256_BYTES], const struct deed *deed,
	int64_t *id);

/*
 * Reads all keys, be they valid or not, by their numbers, into the arena that
 * the store was opened with.
 */
enum store_result
store_list_keys(struct store *store, struct api_key **keys, size_t *count);

/* Whether a key is valid at a time in seconds since 1970-01-01T00:00:00Z. */
bool key_is_valid(const struct api_key *key, int64_t now);

/*
 * Revokes a valid key, by its number: none of its secrets is good from now on.
 * Notes the deed in the audit trail.
 */
enum store_result
store_revoke_key(struct store *store, int64_t id, const struct deed *deed);

/*
 * Gives a valid key, by its number, another secret: number, name, scopes and
 * bounds stay. The secrets that it had are good before the time "until", in
 * seconds since 1970-01-01T00:00:00Z, unless they end sooner anyway. Notes the
 * deed in the audit trail.
 */
enum store_result store_rotate_key(struct store *store, int64_t id,
	const unsigned char print[SHA256_BYTES], int64_t until,
	const struct deed *deed);

/*
 * Keeps a visit, which is somebody at work with a valid key, by its number, and
 * is known by the print of a secret of its own. It is over at the time "until";
 * visits that are over at the time "now" are forgotten. Both are in seconds
 * since 1970-01-01T00:00:00Z.
 */
enum store_result store_add_visit(struct store *store, int64_t key,
	const unsigned char print[SHA256_BYTES], int64_t until, int64_t now);

/* Forgets a visit, if there is one of that print. */
enum store_result store_drop_visit(
	struct store *store, const unsigned char print[SHA256_BYTES]);

#endif

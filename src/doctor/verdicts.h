/* The verdicts of the self-check on the probe: a function for each check. */
#ifndef DOCTOR_VERDICTS_H
#define DOCTOR_VERDICTS_H

struct probe;

enum verdict {
	VERDICT_GOOD,
	VERDICT_OPEN,  /* unknown from here */
	VERDICT_DOUBT, /* it may be right: people must judge */
	VERDICT_FAULT,
	VERDICT__MAX
};

/*
 * A verdict with its reason: a phrase or sentence for people, in the arena or
 * constant.
 */
struct outcome {
	enum verdict verdict;
	const char *text;
};

struct outcome verdict_settings(const struct probe *probe);
struct outcome verdict_user(const struct probe *probe);
struct outcome verdict_program(const struct probe *probe);
struct outcome verdict_folder(const struct probe *probe);
struct outcome verdict_file(const struct probe *probe);
struct outcome verdict_location(const struct probe *probe);
struct outcome verdict_writing(const struct probe *probe);
struct outcome verdict_damage(const struct probe *probe);
struct outcome verdict_expiry(const struct probe *probe);
struct outcome verdict_journal(const struct probe *probe);
struct outcome verdict_room(const struct probe *probe);
struct outcome verdict_log(const struct probe *probe);
struct outcome verdict_way(const struct probe *probe);
struct outcome verdict_path(const struct probe *probe);
struct outcome verdict_authorization(const struct probe *probe);
struct outcome verdict_key(const struct probe *probe);
struct outcome verdict_body(const struct probe *probe);
struct outcome verdict_limits(const struct probe *probe);
struct outcome verdict_texts(const struct probe *probe);
struct outcome verdict_urls(const struct probe *probe);
struct outcome verdict_open(const struct probe *probe);
struct outcome verdict_leaks(const struct probe *probe);
struct outcome verdict_encryption(const struct probe *probe);
struct outcome verdict_clock(const struct probe *probe);
struct outcome verdict_xml(const struct probe *probe);

#endif

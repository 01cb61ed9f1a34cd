/* How the self-check judges what was found: a function for each check. */
#ifndef SERVICE_JUDGE_H
#define SERVICE_JUDGE_H

#include "service/checkup.h"

struct outcome judge_settings(const struct facts *facts);
struct outcome judge_user(const struct facts *facts);
struct outcome judge_program(const struct facts *facts);
struct outcome judge_folder(const struct facts *facts);
struct outcome judge_file(const struct facts *facts);
struct outcome judge_place(const struct facts *facts);
struct outcome judge_writing(const struct facts *facts);
struct outcome judge_damage(const struct facts *facts);
struct outcome judge_journal(const struct facts *facts);
struct outcome judge_room(const struct facts *facts);
struct outcome judge_log(const struct facts *facts);
struct outcome judge_path(const struct facts *facts);
struct outcome judge_authorization(const struct facts *facts);
struct outcome judge_key(const struct facts *facts);
struct outcome judge_body(const struct facts *facts);
struct outcome judge_limits(const struct facts *facts);
struct outcome judge_texts(const struct facts *facts);
struct outcome judge_urls(const struct facts *facts);
struct outcome judge_encryption(const struct facts *facts);
struct outcome judge_clock(const struct facts *facts);
struct outcome judge_xml(const struct facts *facts);

#endif

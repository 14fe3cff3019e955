#pragma once

#include "dissect/dissector.h"

/* The connection phase of MySQL and MariaDB: greeting, login, the switch to TLS. */
extern const WgDissector wg_mysql;

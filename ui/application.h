#pragma once

#include <adwaita.h>

G_DECLARE_FINAL_TYPE (WgApplication, wg_application, WG, APPLICATION, AdwApplication)
#define WG_TYPE_APPLICATION (wg_application_get_type ())

WgApplication *wg_application_new (void);

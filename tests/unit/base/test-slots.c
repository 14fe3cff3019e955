#include "../unit.h"

#include "base/slots.h"

typedef struct
{
  WgSlot slot;
  guint value;
} Thing;

static guint32
take (WgSlots *slots, guint value)
{
  guint32 number = wg_slots_take (slots);
  Thing *thing = wg_slots_get (slots, number);

  assert_int_equal (thing->value, 0);
  thing->value = value;
  return number;
}

static guint
value_of (const WgSlots *slots, guint32 number)
{
  return ((const Thing *) wg_slots_get (slots, number))->value;
}

static void
numbers_given_back_come_first (void **state)
{
  WgSlots slots;

  wg_slots_init (&slots, sizeof (Thing));
  for (guint i = 1; i <= 100; i++)
    assert_int_equal (take (&slots, i), i);
  wg_slots_give (&slots, 7);
  wg_slots_give (&slots, 50);
  assert_int_equal (take (&slots, 500), 50);
  assert_int_equal (take (&slots, 700), 7);
  assert_int_equal (take (&slots, 101), 101);
  assert_int_equal (value_of (&slots, 50), 500);
  assert_int_equal (value_of (&slots, 49), 49);
  assert_int_equal (wg_slots_n (&slots), 101);
  wg_slots_clear (&slots);
}

static void
after_a_reset_all_begins_anew (void **state)
{
  WgSlots slots;

  wg_slots_init (&slots, sizeof (Thing));
  take (&slots, 1);
  take (&slots, 2);
  wg_slots_give (&slots, 1);
  wg_slots_reset (&slots);
  assert_int_equal (wg_slots_n (&slots), 0);
  assert_int_equal (take (&slots, 3), 1);
  assert_int_equal (take (&slots, 4), 2);
  wg_slots_clear (&slots);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (numbers_given_back_come_first),
      cmocka_unit_test (after_a_reset_all_begins_anew),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}

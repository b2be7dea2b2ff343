-- Its question was still planned for each number of events: that took six times what answering it does.
alter function number_now(integer) set plan_cache_mode = force_generic_plan;

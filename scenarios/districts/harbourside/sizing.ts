/**
 * How Harbourside is sized, as ordinary practice would. Every figure says where it comes from:
 *   rule    = planning rule or catalogue row in common use
 *   derived = arithmetic from the other figures of this file
 *   resized = changed after a coupled run showed a limit crossed on an ordinary day, with the reason
 * Nothing here follows from what a scenario is meant to show.
 */

// ---- people and floor area -------------------------------------------------------------------------------------
/** derived: 12,000 residents / 2.3 persons = 5,200 dwellings on 43 mixed blocks (48 less hospital, school, data
 *  centre, works and park) = 121 each. */
export const DWELLINGS_PER_BLOCK = 121;
export const PERSONS_PER_DWELLING = 2.3;
/** rule: gross floor area; 430,000 m2 of dwellings / 5,200. Net floor is 0.8 of it. */
export const DWELLING_GROSS_M2 = 82.7;
export const NET_OF_GROSS = 0.8;
/** rule: 110,000 m2 of offices on the 14 blocks of the core; 35,000 m2 of shops, most of them in the core. */
export const CORE_OFFICE_M2 = 7_860;
export const CORE_SHOP_M2 = 2_000;
export const LOCAL_SHOP_M2 = 1_000;
/** rule: 300 beds at 120 m2; 1,200 pupils at 10 m2; hotel 10,000 m2 and restaurants 6,000 m2. */
export const HOSPITAL_M2 = 36_000;
export const HOSPITAL_BEDS = 300;
export const SCHOOL_M2 = 12_000;
export const SCHOOL_PUPILS = 1_200;
export const HOTEL_M2 = 10_000;
export const RESTAURANT_M2 = 6_000;
export const DATA_HALL_M2 = 2_500;

/** rule: SIA 2024 use data. Net m2 per person, litres per person and day, hot water share of them. */
export const OFFICE_M2_PERSON = 14;
export const SHOP_M2_PERSON = 8;
export const HOTEL_M2_PERSON = 15;

// ---- electricity: mean of the day per gross m2 (or dwelling); peak = mean x largest value of the profile -------
/** rule: 0.9 kW after diversity on a summer evening without air conditioning / 1.42 (H0 profile peak), communal
 *  supplies included. An average European flat (2.9 MWh a year) would give half of that; networks are planned for
 *  the higher figure. */
export const DWELLING_MEAN_W = 634;
/** rule: 55 % of flats have air conditioning of 3.5 kW (thermal), COP 3.5 at 35 C. */
export const DWELLING_AC_SHARE = 0.55;
export const DWELLING_AC_W = 3_500;
export const ROOM_UNIT_COP = 3.5;
/** derived: office 45 W/m2 at peak less 13 W/m2 of cooling = 32 / 1.59. */
export const OFFICE_MEAN_W_M2 = 20;
/** derived: shop 73 less 32 W/m2 of cooling = 41 / 1.66. */
export const SHOP_MEAN_W_M2 = 24.7;
/** derived: hospital 75 less 19 W/m2 of cooling = 56 / 1.35. */
export const HOSPITAL_MEAN_W_M2 = 41.5;
/** derived: school 67 less 42 = 25 / 1.53; hotel 58 less 15 = 43 / 1.72; restaurant 147 less 30, times 0.7 for European
 *  stock = 82 / 1.72. */
export const SCHOOL_MEAN_W_M2 = 16.3;
export const HOTEL_MEAN_W_M2 = 25;
export const RESTAURANT_MEAN_W_M2 = 48;
/** rule: 3 MW of IT at a PUE of 1.35 (own chillers, not on the loop). */
export const DATA_CENTRE_W = 4.05e6;
/** derived: of that, 3 MW of IT with 10 % for power supplies and lights; the rest is what its own chillers draw at 38 C. */
export const DATA_CENTRE_IT_W = 3.3e6;
export const DATA_CENTRE_COP = 4.5;
/** derived: 0.8 MW of the water service less about 0.15 MW of pumps that are modelled one by one. */
export const WORKS_W = 0.65e6;
/** resized: treatment runs in tanks and outdoors, so it is a load of the site; only this is in the building. */
export const WORKS_BUILDING_W = 20e3;
/** resized: 40 kW of appliances in 1,000 m2 heated the rooms to 41 C on a mild day; 12 kW, with air conditioning. */
export const FIRE_STATION_W = 12e3;
/** rule: 0.2 MW of street lights. */
export const STREET_LIGHT_W = 0.2e6;

// ---- water ------------------------------------------------------------------------------------------------------
/** rule: litres a day. 145 for a resident over the year (England 141, planning 90-140, summer 150), 50 an office
 *  worker, 30 a shop place, 600 a bed, 30 a pupil, 250 a hotel guest, 70 a restaurant seat. Sum with leakage about
 *  3,000 m3 a day = 35 L/s. */
export const WATER_L_DAY = {
  resident: 145,
  officeWorker: 50,
  shopPlace: 30,
  bed: 600,
  pupil: 30,
  guest: 250,
  seat: 70,
} as const;
/** rule: 12 % of input (good practice 5-10, England 19): 350 m3 a day over all junctions, not pressure-dependent. */
export const LEAKAGE_M3_DAY = 350;
export const AVERAGE_DAY_M3 = 3_000;
/** rule: largest day 1.6 x, peak hour 2.6 x the average. */
export const MAX_DAY = 1.6;
export const PEAK_HOUR = 2.6;
/** derived: 15 % of the largest day; 6 m of swing -> 12.2 m across. Bottom 29 m over the ridge it stands on. */
export const TOWER = { bottom_m: 50, swing_m: 6, diameter_m: 12.2, initial_m: 4.4, alarm_m: 2.6 } as const;
/** rule: ground storage 2,750 m3 in two cells, one tank here: 5 m deep, 26.5 m across. */
export const GROUND_STORE = { bottom_m: 4, depth_m: 5, diameter_m: 26.5, initial_m: 4.2, alarm_m: 2.2 } as const;
/** derived: 3 x 50 % of the largest day; lift = tower 55 m + 3 m of friction - 8 m of store.
 *  resized: 54 m at first gave 34 L/s a pump, a fifth more than needed. */
export const HIGH_LIFT = { count: 3, flow_m3_s: 0.0278, head_m: 50, efficiency_1: 0.7 } as const;
/** derived: raw water 2 x 60 % of the largest day; lift 7.5 m into the store and 6 m through the treatment.
 *  resized: without the treatment's loss in the model one pump gave 57 L/s. */
export const RAW_PUMP = { count: 2, flow_m3_s: 0.0334, head_m: 13.5, efficiency_1: 0.7 } as const;
/** derived: 6 m at 33 L/s in DN300 (0.44 m/s): zeta = 2 g h / v2. */
export const TREATMENT_ZETA = 600;
/** derived: 2 x 100 % of the peak hour of the zones above (24 of 48 blocks and the hospital / 8 blocks);
 *  heads from the pressure lines of the zones: low 53-56 m, high 73 m, hill 100 m. */
export const BOOSTER_HIGH = { flow_m3_s: 0.045, head_m: 26, line_m: 73, efficiency_1: 0.66 } as const;
export const BOOSTER_HILL = { flow_m3_s: 0.02, head_m: 34, line_m: 100, efficiency_1: 0.62 } as const;
/** rule: shut-off head 1.3 x duty head. */
export const SHUT_OFF = 1.3;
/** rule: ductile iron, inner diameters; C = 130. DN150 in streets (hydrants), DN200 zone mains, DN300 and DN400
 *  from the works. */
export const WATER_PIPE_M: Readonly<Record<number, number>> = {
  100: 0.1058,
  150: 0.157,
  200: 0.208,
  250: 0.259,
  300: 0.31,
  400: 0.411,
};
export const HAZEN_WILLIAMS_C = 130;
/** rule: 95 L/s (offices, fire-resistive) in the core, 63 L/s elsewhere. */
export const FIRE_FLOW_M3_S = { core: 0.095, other: 0.063 } as const;
/** rule: 20 psi under fire at all points; 40 psi at ground in ordinary service. */
export const ADVISORY_PA = 137.9e3;
export const NORMAL_LOW_PA = 275.8e3;

// ---- power ------------------------------------------------------------------------------------------------------
/** rule: primary 2 x 20 MVA 33/11 kV, vk 12.5 %, load loss 0.5 %, no-load 12 kW, tap changer +-10 x 1.25 %. */
export const PRIMARY = { rated_VA: 20e6, impedance_1: 0.125, resistance_1: 0.005, noLoad_W: 12e3 } as const;
export const TAP = { step_1: 0.0125, steps: 10, target_1: 1.02 } as const;
/** rule: 11/0.4 kV, EU Ecodesign tier 2: rating, vk, load loss and no-load loss. */
export const DISTRIBUTION_TRANSFORMERS = [
  { rated_VA: 500e3, impedance_1: 0.0475, loadLoss_W: 3_900, noLoad_W: 460 },
  { rated_VA: 800e3, impedance_1: 0.06, loadLoss_W: 6_000, noLoad_W: 585 },
  { rated_VA: 1_000e3, impedance_1: 0.06, loadLoss_W: 7_600, noLoad_W: 693 },
  { rated_VA: 1_600e3, impedance_1: 0.06, loadLoss_W: 12_000, noLoad_W: 1_080 },
  { rated_VA: 2_500e3, impedance_1: 0.06, loadLoss_W: 18_500, noLoad_W: 1_575 },
] as const;
/** rule: a distribution transformer is chosen so that its summer design load is at most 65 % of its rating. */
export const TRANSFORMER_PLANNING_1 = 0.65;
/** rule: 3 x 1c Al XLPE. ohm/km at 20 C, ohm/km, nF/km, A in ground; ducts x 0.85; warm conductor at 60 % load x 1.1. */
export const CABLES = {
  al185: { r: 0.161, x: 0.11, c: 406, rating_A: 358 },
  al240: { r: 0.122, x: 0.105, c: 456, rating_A: 416 },
  al300: { r: 0.1, x: 0.097, c: 480, rating_A: 471 },
  kv33al300: { r: 0.1, x: 0.12, c: 200, rating_A: 480 },
} as const;
export const DUCT_1 = 0.85;
export const WARM_1 = 1.1;
/** rule: 11 kV feeders 1.2-1.33 x rating at TMS 0.1-0.2, primaries above them at TMS 0.3-0.4 and an overload of 1.5. */
export const FEEDER_RELAY = { pickup_1: 1.25, timeMultiplier_1: 0.15 } as const;
export const PRIMARY_RELAY = { pickup_1: 1.5, timeMultiplier_1: 0.35 } as const;
/** rule: one substation in three is telecontrolled (1-3 min), the others are switched by hand (45-75 min); open points
 *  of the rings are telecontrolled. */
export const SWITCH_S = { remote: 120, manual: 3_600, every: 3 } as const;
/** rule: hot spot of normal cyclic duty 120 C and top oil 105 C (IEC 60076-7); a primary trips at 160 C. */
export const HOT_SPOT = { alarm_K: 393.15, topOil_K: 378.15, trip_K: 433.15 } as const;
/** rule: hospital and data centre carry all of their load on engines that start in 12 s and burn 0.26 L/kWh, with
 *  fuel for a day. */
export const STANDBY = { start_s: 12, fuel_m3_J: 7.2e-11, hours: 24 } as const;
/** rule: inverters: no reactive power from 0.97 to 1.03, 44 % of their rating at 0.92 and 1.08. */
export const VOLT_VAR = { points_1: [0.92, 0.97, 1.03, 1.08], share_1: 0.44 } as const;
export const POWER_FACTOR = 0.97;
export const GRID_VOLTAGE_1 = 1.0;
/** derived: connection contract = summer design peak of 27 MW less the 4 MW that the peaker is there for. */
export const IMPORT_LIMIT_W = 23e6;
export const IMPORT_STOP_W = 21.5e6;
/** rule: 6-8 MWp of roofs: 130 kWp on a mixed block, 300 on hospital, data centre and school, 200 on the works. */
export const PV_W = { mixed: 130e3, large: 300e3, works: 200e3 } as const;
export const PV_DC_AC = 1.2;
export const BATTERY = { power_W: 4e6, energy_J: 8 * 3.6e9, roundTrip_1: 0.88 } as const;
/** rule: hub 1.5 MVA, diversity 0.6; 800 home chargers of 7.4 kW count 0.2 at medium voltage. */
export const EV_HUB_W = 1.5e6;
export const EV_HUB_DIVERSITY = 0.6;
export const HOME_CHARGERS = 800;
export const HOME_CHARGER_W = 7_400;
export const HOME_CHARGER_DIVERSITY = 0.2;

// ---- gas --------------------------------------------------------------------------------------------------------
/** rule: city gate 2 bar (gauge) into the medium-pressure ring; low-pressure mesh at 35 mbar. */
export const GATE_PA = 200e3;
export const LOW_PRESSURE_PA = 3_500;
/** rule: PE100 SDR11 bores. 250 for 30-35 MW from the gate, 180 for the ring; 180 and 125 in the mesh (1.0 MW at
 *  1 mbar per 100 m for 125). */
export const GAS_BORE_M: Readonly<Record<number, number>> = {
  63: 0.0514,
  90: 0.0736,
  125: 0.1022,
  180: 0.1472,
  250: 0.2046,
};
export const GAS_ROUGHNESS_M = 0.03e-3;
/** rule: lowest inlet of engines and boilers' own regulators; customers 19 mbar at the meter. */
export const ENGINE_INLET_PA = 50e3;
export const MESH_LOW_PA = 2_100;
/** rule: cooking 0.2-0.4 kW diversified at peak; mean of the day 60 W (NCV) per dwelling. */
export const COOKING_W = 60;
export const PEAKER = { power_W: 4e6, efficiency_1: 0.42 } as const;

// ---- heat and cooling -------------------------------------------------------------------------------------------
/** rule: supply 75 C in summer, return 45 C; cooling 6 C out, 14 C back. */
export const HEAT_SUPPLY_K = 348.15;
export const HEAT_RETURN_K = 318.15;
export const COOL_SUPPLY_K = 279.15;
export const COOL_RETURN_K = 287.15;
/** rule: heat W per net m2 (2000s building), hot water 35 L at 60 C a person and day = 85 W a person. */
export const HEAT_W_M2 = { dwelling: 45, office: 50, shop: 45, hospital: 60, hotel: 60, school: 50 } as const;
export const COOL_W_M2 = { office: 85, shop: 125, hospital: 95, hotel: 80, dwelling: 0, school: 0 } as const;
export const HOT_WATER_W = { resident: 85, officeWorker: 7, bed: 160, guest: 98, pupil: 5 } as const;
/** rule: not all ask at once: 0.8 on the mains. */
export const LOOP_DIVERSITY = 0.8;
/** rule: 100 Pa/m on mains; two ways of 1.7 km, 30 % for bends, 0.8 bar at the last consumer. */
export const HEAT_LIFT_PA = 450e3;
export const COOL_LIFT_PA = 300e3;
export const HEAT_RETURN_PA = 450e3;
export const COOL_RETURN_PA = 350e3;
export const CHP = { power_W: 3e6, heat_W: 3e6 } as const;
export const HEAT_PUMP_W = 3e6;
export const BOILERS = { count: 3, heat_W: 4.5e6 } as const;
/** rule: 1,000 m3 at 30 K = 34 MWh; 2,700 m3 at 8 K = 25 MWh. */
export const HOT_STORE_J = 34 * 3.6e9;
export const COLD_STORE_J = 25 * 3.6e9;
export const CHILLERS = { count: 4, cold_W: 3.5e6, cop_1: 6.3 } as const;
/** rule: 2.0 L of make-up per kWh of cold. */
export const MAKE_UP_M3_J = 2.0e-3 / 3.6e6;
/** rule: pre-insulated steel pipe, standard series: bore, outer diameter, loss per pipe, MW at 30 K and at 8 K, 100 Pa/m. */
export const LOOP_PIPES = [
  { dn: 50, bore_m: 0.0539, outer_m: 0.125, loss_W_m_K: 0.201, heat_W: 0.19e6, cold_W: 0.047e6 },
  { dn: 65, bore_m: 0.0697, outer_m: 0.14, loss_W_m_K: 0.233, heat_W: 0.37e6, cold_W: 0.094e6 },
  { dn: 80, bore_m: 0.0825, outer_m: 0.16, loss_W_m_K: 0.242, heat_W: 0.58e6, cold_W: 0.15e6 },
  { dn: 100, bore_m: 0.1071, outer_m: 0.2, loss_W_m_K: 0.254, heat_W: 1.15e6, cold_W: 0.29e6 },
  { dn: 125, bore_m: 0.1325, outer_m: 0.225, loss_W_m_K: 0.288, heat_W: 2.0e6, cold_W: 0.52e6 },
  { dn: 150, bore_m: 0.1603, outer_m: 0.25, loss_W_m_K: 0.337, heat_W: 3.3e6, cold_W: 0.86e6 },
  { dn: 200, bore_m: 0.2101, outer_m: 0.315, loss_W_m_K: 0.369, heat_W: 6.7e6, cold_W: 1.76e6 },
  { dn: 250, bore_m: 0.263, outer_m: 0.4, loss_W_m_K: 0.364, heat_W: 12.1e6, cold_W: 3.2e6 },
  { dn: 300, bore_m: 0.3127, outer_m: 0.45, loss_W_m_K: 0.413, heat_W: 19.1e6, cold_W: 5.0e6 },
  { dn: 400, bore_m: 0.3938, outer_m: 0.56, loss_W_m_K: 0.422, heat_W: 34.9e6, cold_W: 9.2e6 },
  { dn: 500, bore_m: 0.4854, outer_m: 0.71, loss_W_m_K: 0.45, heat_W: 60e6, cold_W: 15.5e6 },
] as const;
export const LOOP_ROUGHNESS_M = 0.1e-3;
/** rule: ends of branches are kept at temperature while nobody draws.
 *  resized: cooling ends had none and stood at 14 C when the morning's load came. */
export const BYPASS_KG_S = { heat: 0.15, cooling: 0.4 } as const;
/** rule: 0.45 air changes an hour by windows and fans besides leaks (0.6-0.7 in all).
 *  resized: 0.3 let uncooled flats pass 29 C on a day of 23 C. */
export const DWELLING_AIR_CHANGES_1_H = 0.45;

//! Pools worked out by hand, and rules that hold for any pool.

use proptest::prelude::*;

use super::*;

const BOUNDS: [f64; 4] = [90.0, 80.0, 70.0, 60.0];

fn rules() -> Rules {
    Rules {
        quota: [1_000, 2_000, 6_000, 1_000],
        keep_from: 70.0,
        lift_from: 60.0,
        caps_from: 10,
        full_from: 30,
    }
}

fn pool(scores: &[f64]) -> Vec<Graded> {
    let graded = |score: &f64| Graded {
        score: *score,
        grade: Grade::of(*score, BOUNDS),
    };
    scores.iter().map(graded).collect()
}

/// The grades as letters, in the order of the scores.
fn letters(scores: &[f64]) -> String {
    let outcome = distribute(&pool(scores), &rules());
    outcome.grades.iter().map(|grade| grade.letter()).collect()
}

fn count(grades: &[Grade], of: usize) -> usize {
    grades.iter().filter(|grade| class(**grade) == of).count()
}

#[test]
fn thirty_people_with_room_for_all_rules_get_three_six_eighteen_and_three() {
    // 27 scores from 96.0 down to 70.0, then 69, 65 and 55.
    let mut scores: Vec<f64> = (0..27).map(|step| 96.0 - f64::from(step)).collect();
    scores.extend([69.0, 65.0, 55.0]);
    assert_eq!(letters(&scores), "SSSAAAAAABBBBBBBBBBBBBBBBBBCCD");
    let outcome = distribute(&pool(&scores), &rules());
    assert_eq!(outcome.places, [3, 6, 18, 3]);
    assert_eq!(outcome.regime, Regime::Full);
    assert_eq!((outcome.tied, outcome.kept, outcome.not_lifted), (0, 0, 0));
}

#[test]
fn nobody_at_seventy_is_pushed_down_and_nobody_below_sixty_is_lifted() {
    // All thirty at 70 or above: the last three stay at B.
    let high: Vec<f64> = (0..30).map(|step| 99.0 - f64::from(step)).collect();
    assert_eq!(letters(&high), "SSSAAAAAABBBBBBBBBBBBBBBBBBBBB");
    assert_eq!(distribute(&pool(&high), &rules()).kept, 3);
    // One at 75, then twenty-nine below 60: the places of S, A and B stay empty.
    let mut low = vec![75.0];
    low.extend((0..29).map(|step| 59.9 - f64::from(step)));
    assert_eq!(letters(&low), format!("S{}", "D".repeat(29)));
    let outcome = distribute(&pool(&low), &rules());
    // Of positions 2 to 27 nobody is lifted to A or B.
    assert_eq!(outcome.not_lifted, 26);
}

#[test]
fn equal_scores_share_the_better_grade_and_use_up_the_next_places() {
    // Positions 3, 4 and 5 are equal: five at S, and A has the four places up to the ninth.
    let mut scores = vec![99.0, 98.0, 95.0, 95.0, 95.0];
    scores.extend((0..25).map(|step| 94.0 - f64::from(step)));
    let outcome = distribute(&pool(&scores), &rules());
    assert_eq!([0, 1].map(|class| count(&outcome.grades, class)), [5, 4]);
    assert_eq!(outcome.tied, 2);
}

#[test]
fn a_pool_of_ten_caps_s_and_a_and_forces_nobody_to_c() {
    // 1, 2, 6 and 1 places: of four at S one stays, two go on to A, and the rest to B.
    let scores = [97.0, 96.0, 95.0, 94.0, 85.0, 84.0, 75.0, 74.0, 73.0, 72.0];
    assert_eq!(letters(&scores), "SAABBBBBBB");
    assert_eq!(distribute(&pool(&scores), &rules()).regime, Regime::Caps);
    // Nobody is lifted either, however empty S and A are.
    assert_eq!(
        letters(&[79.0, 78.0, 77.0, 76.0, 75.0, 74.0, 73.0, 72.0, 65.0, 50.0]),
        "BBBBBBBBCD"
    );
    // The cap falls on equal scores: they share the better grade.
    assert_eq!(
        letters(&[95.0, 95.0, 75.0, 74.0, 73.0, 72.0, 71.0, 70.0, 69.0, 68.0]),
        "SSBBBBBBCC"
    );
}

#[test]
fn nine_people_keep_their_grades() {
    assert_eq!(letters(&[95.0; 9]), "SSSSSSSSS");
}

/// Scores with one decimal from 0 to 120, many of them equal.
fn scores() -> impl Strategy<Value = Vec<f64>> {
    let wide = (0_u32..=1_200).prop_map(|tenths| f64::from(tenths) / 10.0);
    let usual = (550_u32..=1_000).prop_map(|tenths| f64::from(tenths) / 10.0);
    let equal = (60_u32..=92).prop_map(f64::from);
    prop::collection::vec(prop_oneof![wide, usual, equal], 0..120)
}

fn quota() -> impl Strategy<Value = [u32; CLASSES]> {
    [1_u32..100, 1..100, 1..100, 1..100].prop_map(|parts| {
        let shares = apportion(10_000, &parts.map(u64::from));
        let mut quota = [0; CLASSES];
        for (own, share) in quota.iter_mut().zip(shares) {
            *own = share as u32;
        }
        quota
    })
}

proptest! {
    #[test]
    fn places_sum_to_the_pool_and_everybody_keeps_a_grade(scores in scores(), quota in quota()) {
        let rules = Rules { quota, ..rules() };
        let outcome = distribute(&pool(&scores), &rules);
        prop_assert_eq!(outcome.places.iter().sum::<usize>(), scores.len());
        prop_assert_eq!(outcome.grades.len(), scores.len());
    }

    #[test]
    fn no_rule_is_broken(scores in scores(), quota in quota()) {
        let rules = Rules { quota, ..rules() };
        let people = pool(&scores);
        let outcome = distribute(&people, &rules);
        for (person, grade) in people.iter().zip(&outcome.grades) {
            prop_assert!(person.score < 70.0 || *grade <= Grade::B, "{person:?} got {grade:?}");
            prop_assert!(person.score >= 60.0 || *grade >= person.grade, "{person:?} got {grade:?}");
            match outcome.regime {
                Regime::Advice => prop_assert_eq!(*grade, person.grade),
                Regime::Caps => {
                    prop_assert!(*grade >= person.grade, "nobody is lifted");
                    prop_assert!(*grade == person.grade || *grade <= Grade::B, "nobody is forced down");
                }
                Regime::Full => {}
            }
            // A better score never has the worse grade, and an equal one the same.
            for (other, others) in people.iter().zip(&outcome.grades) {
                prop_assert!(person.score < other.score || grade <= others);
            }
        }
    }

    #[test]
    fn without_ties_no_grade_but_b_and_below_has_more_people_than_places(
        scores in prop::collection::btree_set(0_u32..=1_200, 10..120), quota in quota(),
    ) {
        let scores: Vec<f64> = scores.into_iter().map(|tenths| f64::from(tenths) / 10.0).collect();
        let rules = Rules { quota, ..rules() };
        let outcome = distribute(&pool(&scores), &rules);
        for class in [0, 1] {
            prop_assert!(count(&outcome.grades, class) <= outcome.places[class]);
        }
        prop_assert_eq!(outcome.tied, 0);
        if outcome.regime == Regime::Full && outcome.kept == 0 && outcome.not_lifted == 0 {
            let counts = [0, 1, 2, 3].map(|class| count(&outcome.grades, class));
            prop_assert_eq!(counts, outcome.places);
        }
    }

    #[test]
    fn the_order_of_people_does_not_matter(scores in scores(), turn in 0_usize..120) {
        let mut turned = pool(&scores);
        let by = turn % turned.len().max(1);
        turned.rotate_left(by);
        turned.reverse();
        let mut grades = distribute(&turned, &rules()).grades;
        grades.reverse();
        grades.rotate_right(by);
        prop_assert_eq!(grades, distribute(&pool(&scores), &rules()).grades);
    }

    #[test]
    fn grading_what_has_been_graded_changes_nothing(scores in scores(), quota in quota()) {
        let rules = Rules { quota, ..rules() };
        let people = pool(&scores);
        let once = distribute(&people, &rules).grades;
        let again: Vec<Graded> = people
            .iter()
            .zip(&once)
            .map(|(person, grade)| Graded { grade: *grade, ..*person })
            .collect();
        prop_assert_eq!(distribute(&again, &rules).grades, once);
    }
}

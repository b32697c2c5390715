"""Resources that come with the bot: the programme's own paper, and what else may be linked, by topic.

Each address was read as a stored copy of its page in November 2026; `peersupport check --links` asks the pages.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One entry of the catalogue; ``off`` says why it is known and not shown."""

    topic: str
    name: str
    about: str
    url: str = ""
    name_fr: str = ""  # the site's own French
    about_fr: str = ""
    off: str = ""


SHIPPED_RESOURCES = (
    Resource(
        topic="peer",
        name="Peer Support for Clinicians",
        about="The paper behind this programme: a hospital that sends trained colleagues after hard events (2016).",
        url="https://www.cma.ca/physician-wellness-hub/resources/peer-support/programmatic-approach-to-peer-support-for-clinicians",
    ),
    Resource(
        topic="peer",
        name="Your peers",
        about="One to three talks with somebody trained, who knows the work. Ask for one whenever you like.",
    ),
    Resource(
        topic="peer",
        name="RISE at Johns Hopkins",
        about="Peers who come by day and by night, at one hospital; its training is sold to others.",
        url="https://publichealth.jhu.edu/center-for-health-services-outcomes-research/research/patient-safety/rise-resilience-in-stressful-events",
    ),
    Resource(
        topic="peer",
        name="Second victim course",
        about="A free online course on what hard events do to those who were there, by a European network.",
        url="https://course.cost-ernst.eu/courses/second-victim-course/",
    ),
    Resource(
        topic="relations",
        name="People you live with",
        about="Tell one person at home that work was hard. You need not say what happened.",
    ),
    Resource(
        topic="relations",
        name="Employee assistance",
        about="Many employers pay for a few talks with a counsellor, also about money, family or the law.",
    ),
    Resource(
        topic="lead",
        name="Six Lessons on Fighting Burnout",
        about="Two leaders of an emergency department in Boston on what they changed for their staff (2021).",
        url="https://workplaceinsights.microsoft.com/productivity/the-big-idea-6-lessons-on-fighting-burnout-from-bostons-biggest-hospital/",
    ),
    Resource(
        topic="lead",
        name="After a hard event in your team",
        about="Ask each person how they are, in private. Offer time off the floor. Ask again a week later.",
    ),
    Resource(
        topic="burnout",
        name="How we're doing. Really.",
        about="A podcast of 28 minutes on the 2021 survey of Canadian physicians.",
        url="https://www.cma.ca/physician-wellness-hub/content/how-were-doing-really",
    ),
    Resource(
        topic="burnout",
        name="National Physician Health Survey 2025",
        about="In Canada 46 percent of physicians report high burnout, down from 53 in 2021; first results.",
        url="https://www.cantechletter.com/newswires/five-years-since-onset-of-covid-19-canadas-physicians-still-suffer-high-rate-of-burnout",
    ),
    Resource(
        topic="burnout",
        name="National Academy of Medicine",
        about="A national plan of 2022 for the well-being of the health workforce, for leaders.",
        url="https://nam.edu/initiatives/clinician-resilience-and-well-being/national-plan-for-health-workforce-well-being/",
    ),
    Resource(
        topic="making",
        name="Making the Case for Peer Support",
        about="A Canadian report on peers among people with mental illness; a good case for why peers help.",
        url="https://www.cma.ca/physician-wellness-hub/resources/peer-support/making-case-peer-support",
    ),
    Resource(
        topic="making",
        name="Peer support programs for physicians",
        about="A free guide of the American Medical Association to starting a programme.",
        url="https://edhub.ama-assn.org/steps-forward/module/2767766",
    ),
    Resource(
        topic="making",
        name="Care for the caregiver",
        about="Slides and notes for hospitals: support for staff as a part of answering harm (AHRQ CANDOR).",
        url="https://www.ahrq.gov/patient-safety/settings/hospital/candor/index.html",
    ),
    Resource(
        topic="making",
        name="Betsy Lehman Center",
        about="A Massachusetts agency that helps its hospitals to build programmes.",
        url="https://betsylehmancenterma.gov/initiatives/clinician-support",
    ),
    Resource(
        topic="grief",
        name="Disenfranchised Grief and Physician Burnout",
        about="A short essay: the losses of a doctor's work are rarely mourned, and that wears people down (2017).",
        url="https://doi.org/10.1370/afm.2074",
    ),
    Resource(
        topic="grief",
        name="After a patient dies",
        about="Take a moment, tell somebody who was there, eat and sleep. Grief is no weakness, and no diagnosis.",
    ),
    Resource(
        topic="grief",
        name="Chaplaincy",
        about="Most hospitals have a chaplain who is there for staff, too, of any faith or none.",
    ),
    Resource(
        topic="case",
        name="When a case is reviewed",
        about="Ask who reviews it, by when, and who can be with you. For legal questions, ask risk management.",
    ),
    Resource(
        topic="case",
        name="What stays between you",
        about="Talk with your peer about how you are, not about the clinical facts. Those belong in the review.",
    ),
    Resource(
        topic="peer",
        name="Wellness Connection",
        about="Led online groups for physicians and learners in Canada.",
        url="https://www.cma.ca/physician-wellness-hub/content/wellness-connection",
        off="no session after December 2023 was found; ask whether they still meet",
    ),
    Resource(
        topic="burnout",
        name="CMA Joule COVID-19 learning series",
        about="Courses of the pandemic.",
        off="no address was found; probably no longer offered",
    ),
    Resource(
        topic="making",
        name="MITSS",
        about="The pioneer of 2002.",
        off="its page leads to the Betsy Lehman Center, which is listed",
    ),
)
"""In the order in which they are shown within their topics."""

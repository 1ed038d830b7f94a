using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class CourseTests
{
    private readonly IReadOnlyList<CourseSecond> _course = KnownRun.Result().Course;

    [Fact]
    public void Of_AnyRun_HasEverySecondInOrder() =>
        Assert.Equal(Enumerable.Range(0, 40), _course.Select(static second => second.Second));

    [Fact]
    public void Of_AnswerAndPerson_AreInTheSecondsInWhichTheyCame()
    {
        Assert.Equal((1, 1, S(0.02)), (_course[4].Home, _course[4].HomePeople, _course[4].HomeWorst));
        Assert.Equal((0, 1), (_course[18].Report, _course[18].ReportPeople));
        Assert.Equal((1, 0, S(1)), (_course[20].Report, _course[20].ReportPeople, _course[20].ReportP50));
    }

    [Fact]
    public void Of_WorkAcrossSeconds_IsSharedOut()
    {
        // One item from 18 s to 28 s whose person left at 19 s, another one from 20 s to 20.4 s.
        Assert.Equal((1, 0), (_course[18].WorkersBusy, _course[18].WorkersForNobody));
        Assert.Equal((1.4, 1), (Math.Round(_course[20].WorkersBusy, 9), _course[20].WorkersForNobody));
        Assert.Equal((0, 0), (_course[28].WorkersBusy, _course[28].WorkersForNobody));
        Assert.Equal(10.4, _course.Sum(static second => second.WorkersBusy), 9);
        Assert.Equal(9, _course.Sum(static second => second.WorkersForNobody), 9);
    }

    [Fact]
    public void Of_Samples_AreLevelsOfTheirSecondAlone()
    {
        Assert.Equal((10, 0, 1), (_course[12].EdgeInFlight, _course[12].MidInFlight, _course[12].UpstreamInFlight));
        Assert.Null(_course[13].EdgeInFlight);
    }
}
